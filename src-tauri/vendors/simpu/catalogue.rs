//! What Simpu sells: the fixed list of its document.

use airtill_domain::network::Network;
use airtill_domain::offer::{Cost, Item, Offer};
use airtill_domain::time::Timestamp;
use airtill_domain::vendor::VendorId;

/// "Available options: Airtel, MTN, Glo, 9mobile, NTEL". What they cost is not published.
pub(super) fn networks(at: Timestamp) -> Vec<Offer> {
    let listed = [
        ("Airtel", Network::Airtel),
        ("MTN", Network::Mtn),
        ("Glo", Network::Glo),
        ("9mobile", Network::T2),
        ("NTEL", Network::Ntel),
    ];
    let offer = |(code, network): (&str, Network)| Offer {
        vendor: VendorId::Simpu,
        item: Item::Airtime { network, limits: None },
        code: code.to_owned(),
        cost: Cost::NotPublished,
        read_at: at,
    };
    listed.map(offer).into()
}
