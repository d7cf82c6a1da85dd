//! The tests of the window: the border to the page, the commands without a window, the structure of the code, and the real window
//! itself (`e2e`, which needs the desktop of `scripts/desktop`). The other packages' tests begin in `tests/packages/`.

mod commands;
mod e2e;
mod house;
