//! The program as operators run it and attackers meet it: kills, races, wrong settings, mail, TLS, rotation of keys.

mod deliver;
mod durability;
mod keys;
mod lock;
mod log;
mod postgres;
mod settings;
mod several;
mod srp;
mod tls;
mod triggers;
