//! Keeps graphics drivers out of the till's own process.
//!
//! The page is drawn in memory (`main.rs`), so this process needs no driver. GTK and WebKitGTK would load one anyway, only to
//! ask it what there is: 16 MB where the driver is Mesa's for no GPU, and one thing more that can be broken on
//! a machine. The page's own process asks for itself and finds what it always found.
//!
//! WebKitGTK has a variable that spares it the question (`WEBKIT_WEB_RENDER_DEVICE_FILE`), but does not follow the desktop's dark
//! theme when that is set.

/// Which drivers libEGL looks at: read once, at the first question it is asked.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const DRIVERS: &str = "__EGL_VENDOR_LIBRARY_FILENAMES";
/// `EGL_EXTENSIONS` of the EGL specification, §3.3.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const EXTENSIONS: std::ffi::c_int = 0x3055;

/// Lets this process find no driver. To be called before there is a second thread or process.
pub fn load_no_driver() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: no other thread exists yet. The function has this form in every libEGL (EGL specification, §3.3), and may be asked
    // for extensions without a display.
    unsafe {
        std::env::set_var("GDK_GL", "disable");
        if std::env::var_os(DRIVERS).is_some() {
            return;
        }
        std::env::set_var(DRIVERS, "/dev/null");
        let library = libc::dlopen(c"libEGL.so.1".as_ptr(), libc::RTLD_NOW);
        if !library.is_null() {
            let query = libc::dlsym(library, c"eglQueryString".as_ptr());
            if !query.is_null() {
                type Query = unsafe extern "C" fn(*mut std::ffi::c_void, std::ffi::c_int) -> *const std::ffi::c_char;
                let query = std::mem::transmute::<*mut std::ffi::c_void, Query>(query);
                query(std::ptr::null_mut(), EXTENSIONS);
            }
        }
        // Not for the page's process.
        std::env::remove_var(DRIVERS);
    }
}
