//! Starts the window.

// A release on Windows opens no console beside the window.
#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    if let Some(code) = airtill_shop::cli::run() {
        return code;
    }
    airtill_shop::allocator::keep_little();
    // WebKitGTK's GL path costs 190 ms and 65 MB where there is no GPU, and shows blank windows on some machines.
    // Whoever has set the variable knows better.
    #[cfg(target_os = "linux")]
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        // SAFETY: no other thread exists yet.
        unsafe { std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1") };
        airtill::graphics::load_no_driver();
    }
    // The page computes next to nothing: without a compiler in it, its process is 9 MB smaller and offers less to attack.
    #[cfg(target_os = "linux")]
    if std::env::var_os("JSC_useJIT").is_none() {
        // SAFETY: as above.
        unsafe { std::env::set_var("JSC_useJIT", "0") };
    }
    // Here and not in the library, so that a change of the page rebuilds only this file.
    airtill::run(tauri::generate_context!());
    std::process::ExitCode::SUCCESS
}
