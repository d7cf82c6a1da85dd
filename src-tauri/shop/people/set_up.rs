//! The first start, and the way back for an owner who has forgotten the passphrase.

use super::session::Session;
use super::{People, PeopleError, locked};
use airtill_credentials::Secret;
use airtill_domain::reference::legible;
use airtill_domain::staff::{self, OWNER, Role, SecretKind, StaffId};
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;

/// Groups and characters of a recovery code: 100 bits.
const RECOVERY_GROUPS: usize = 4;
const RECOVERY_GROUP_CHARS: usize = 5;

/// What the first start asks for.
pub struct SetUp {
    /// As it stands on slips.
    pub shop_name: String,
    /// The owner's name.
    pub owner: String,
    /// The owner's passphrase.
    pub passphrase: Secret,
    /// The owner's PIN.
    pub owner_pin: Secret,
    /// The first attendant's name.
    pub attendant: String,
    /// The first attendant's PIN.
    pub attendant_pin: Secret,
}

/// A new code is about to be shown: written down with it, since a program that ends meanwhile has shown it to nobody.
const SHOWN: Entry = Entry::RecoveryCodeShown { staff: OWNER };

impl People {
    /// Sets the shop up: owner, first attendant, recovery code. Returns the code, to be shown once and written down. Whoever
    /// did this is signed in as the owner.
    ///
    /// # Errors
    /// [`PeopleError`], with nothing written but perhaps an unused key in the keyring.
    pub async fn set_up(&self, asked: SetUp) -> Result<String, PeopleError> {
        let _one_at_a_time = self.trying.lock().await;
        if self.is_set_up()? {
            return Err(PeopleError::refused(say!("This shop has an owner already")));
        }
        let name = |name: &str, whose: &str| {
            staff::good_name(name).map_err(|why| PeopleError::refused(format!("{whose}: {why}")))
        };
        let shop_name = name(&asked.shop_name, say!("The shop"))?;
        let owner = name(&asked.owner, say!("The owner"))?;
        let attendant = name(&asked.attendant, say!("The attendant"))?;
        staff::good_passphrase(asked.passphrase.expose()).map_err(PeopleError::refused)?;
        for (pin, whose) in [(&asked.owner_pin, say!("The owner")), (&asked.attendant_pin, say!("The attendant"))] {
            staff::good_pin(pin.expose()).map_err(|why| PeopleError::refused(format!("{whose}: {why}")))?;
        }
        if asked.owner_pin == asked.attendant_pin {
            return Err(PeopleError::refused(say!("Owner and attendant must not have the same PIN")));
        }
        let (pepper, _) = self.pepper_or_new().await?;
        let (code, code_hash) = self.new_recovery_code().await?;
        let first = StaffId(OWNER.0 + 1);
        let set = |staff, kind, hash| Entry::SecretSet { staff, kind, hash };
        let entries = vec![
            Entry::ShopNamed { name: shop_name },
            Entry::StaffNamed { staff: OWNER, name: owner, role: Role::Owner },
            set(OWNER, SecretKind::Passphrase, self.hashed(asked.passphrase, None).await?),
            set(OWNER, SecretKind::Pin, self.hashed(asked.owner_pin, Some(pepper.clone())).await?),
            set(OWNER, SecretKind::Recovery, code_hash),
            SHOWN,
            Entry::StaffNamed { staff: first, name: attendant, role: Role::Attendant },
            set(first, SecretKind::Pin, self.hashed(asked.attendant_pin, Some(pepper)).await?),
        ];
        self.write(Actor::Staff(OWNER), entries).await?;
        *locked(&self.session) = Session::begin(OWNER, true, self.clock.monotonic());
        Ok(code)
    }

    /// The owner has forgotten the passphrase and has the recovery code: another passphrase, and another code, which is
    /// returned to be written down. The old code is used up.
    ///
    /// # Errors
    /// [`PeopleError`].
    pub async fn recover(&self, code: Secret, passphrase: Secret) -> Result<String, PeopleError> {
        staff::good_passphrase(passphrase.expose()).map_err(PeopleError::refused)?;
        let plain: String = code.expose().chars().filter(char::is_ascii_alphanumeric).collect();
        self.prove(OWNER, SecretKind::Recovery, Secret::new(plain.to_ascii_uppercase())).await?;
        let (new_code, code_hash) = self.new_recovery_code().await?;
        let hash = self.hashed(passphrase, None).await?;
        let entries = vec![
            Entry::SecretSet { staff: OWNER, kind: SecretKind::Passphrase, hash },
            Entry::SecretSet { staff: OWNER, kind: SecretKind::Recovery, hash: code_hash },
            SHOWN,
        ];
        self.write(Actor::Staff(OWNER), entries).await?;
        *locked(&self.session) = Session::begin(OWNER, true, self.clock.monotonic());
        Ok(new_code)
    }

    /// Another recovery code, for an owner who has lost the paper. The old one is void.
    ///
    /// # Errors
    /// [`PeopleError`].
    pub async fn renew_recovery_code(&self, by: Actor) -> Result<String, PeopleError> {
        let (code, hash) = self.new_recovery_code().await?;
        self.write(by, vec![Entry::SecretSet { staff: OWNER, kind: SecretKind::Recovery, hash }, SHOWN]).await?;
        Ok(code)
    }

    /// The code on the screen is written down, says whoever saw it. Until then nobody knows whether anyone has it, and the shop is told.
    ///
    /// # Errors
    /// [`PeopleError`].
    pub async fn recovery_code_kept(&self, by: Actor) -> Result<(), PeopleError> {
        Ok(self.write(by, vec![Entry::RecoveryCodeKept { staff: OWNER }]).await?)
    }

    async fn new_recovery_code(&self) -> Result<(String, String), PeopleError> {
        let random: [u8; RECOVERY_GROUPS * RECOVERY_GROUP_CHARS] = self.random()?;
        let plain = legible(&random);
        let groups: Vec<&str> =
            (0..RECOVERY_GROUPS).map(|n| &plain[n * RECOVERY_GROUP_CHARS..(n + 1) * RECOVERY_GROUP_CHARS]).collect();
        let code = groups.join("-");
        Ok((code, self.hashed(Secret::new(plain), None).await?))
    }
}
