//! Every test of the project, in one binary: the library is linked once.

mod commands;
