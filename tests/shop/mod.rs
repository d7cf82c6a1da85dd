//! What stands around the till: who is signed in, which settings can hold.

mod session;
mod settings;
