//! A Tauri window with one field in it and nothing behind it: what `start` holds Airtill against.

fn main() {
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        // As Airtill's own main does, before there is a second thread.
        unsafe { std::env::set_var("WEBKIT_DISABLE_DMABUF_RENDERER", "1") };
    }
    tauri::Builder::default()
        .setup(|app| {
            tauri::WebviewWindowBuilder::new(app, "main", tauri::WebviewUrl::default())
                .title("bare")
                .inner_size(1366.0, 768.0)
                .center()
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("tests/bench/bare/tauri.conf.json"))
        .expect("the bare window opens");
}
