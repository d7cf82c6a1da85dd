//! Who works in the shop: joining, leaving, another PIN or passphrase.

use super::session::Session;
use super::{PEOPLE_MAX, People, PeopleError, locked};
use airtill_credentials::Secret;
use airtill_domain::staff::{self, OWNER, Role, SecretKind, StaffId};
use airtill_ledger::entry::{Actor, Entry};
use airtill_words::say;

impl People {
    /// Someone joins.
    ///
    /// # Errors
    /// [`PeopleError`].
    pub async fn add(&self, name: &str, pin: Secret, by: Actor) -> Result<StaffId, PeopleError> {
        let _one_at_a_time = self.trying.lock().await;
        let name = staff::good_name(name).map_err(PeopleError::refused)?;
        staff::good_pin(pin.expose()).map_err(PeopleError::refused)?;
        let everyone = self.ledger.staff()?;
        if everyone.iter().any(|person| !person.removed && person.name.eq_ignore_ascii_case(&name)) {
            return Err(PeopleError::refused(say!(
                "{name} works here already: give a name that tells them apart",
                name
            )));
        }
        if everyone.len() >= PEOPLE_MAX {
            return Err(PeopleError::refused(say!("A till knows two hundred people at most")));
        }
        let next = StaffId(everyone.iter().map(|person| person.id.0).max().unwrap_or(OWNER.0) + 1);
        let hash = self.hashed(pin, Some(self.pepper().await?)).await?;
        let entries = vec![
            Entry::StaffNamed { staff: next, name, role: Role::Attendant },
            Entry::SecretSet { staff: next, kind: SecretKind::Pin, hash },
        ];
        self.write(by, entries).await?;
        Ok(next)
    }

    /// Someone gets another PIN: forgotten, locked after wrong tries, or seen by others.
    ///
    /// # Errors
    /// [`PeopleError`].
    pub async fn set_pin(&self, id: StaffId, pin: Secret, by: Actor) -> Result<(), PeopleError> {
        let _one_at_a_time = self.trying.lock().await;
        self.person(id)?;
        staff::good_pin(pin.expose()).map_err(PeopleError::refused)?;
        let (pepper, is_new) = self.pepper_or_new().await?;
        let hash = self.hashed(pin, Some(pepper)).await?;
        let mut entries = vec![Entry::SecretSet { staff: id, kind: SecretKind::Pin, hash }];
        if is_new {
            // Whatever was hashed with the key that is gone can never be right again: said, not left to be found out.
            let others = self.ledger.staff()?.into_iter().filter(|person| person.id != id && person.pin.is_some());
            entries.extend(others.map(|person| Entry::SecretRemoved { staff: person.id, kind: SecretKind::Pin }));
        }
        Ok(self.write(by, entries).await?)
    }

    /// Someone leaves. What they did stays under their name.
    ///
    /// # Errors
    /// [`PeopleError`].
    pub async fn remove(&self, id: StaffId, by: Actor) -> Result<(), PeopleError> {
        let _one_at_a_time = self.trying.lock().await;
        if self.person(id)?.role == Role::Owner {
            return Err(PeopleError::refused(say!("The owner can't be removed")));
        }
        self.write(by, vec![Entry::StaffRemoved { staff: id }]).await?;
        let mut session = locked(&self.session);
        if session.staff() == Some(id) {
            *session = Session::begin(OWNER, session.is_owner(), self.clock.monotonic());
        }
        Ok(())
    }

    /// The owner takes another passphrase.
    ///
    /// # Errors
    /// [`PeopleError`].
    pub async fn set_passphrase(&self, passphrase: Secret, by: Actor) -> Result<(), PeopleError> {
        let _one_at_a_time = self.trying.lock().await;
        staff::good_passphrase(passphrase.expose()).map_err(PeopleError::refused)?;
        let hash = self.hashed(passphrase, None).await?;
        Ok(self.write(by, vec![Entry::SecretSet { staff: OWNER, kind: SecretKind::Passphrase, hash }]).await?)
    }
}
