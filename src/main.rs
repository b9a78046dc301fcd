//! The binary `reform-ledger`.

fn main() {}
