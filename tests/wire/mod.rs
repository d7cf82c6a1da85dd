//! What vendors answer, byte for byte, and what it means. The bodies are fixtures of this project, after the vendors'
//! documents and what live clients met.

mod smeplug;
