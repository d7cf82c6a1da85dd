//! The attribute of a command of the window.

use proc_macro::TokenStream;
use quote::quote;
use syn::{ItemFn, parse_macro_input};

/// Makes an `async` function a command of the window: one that Tauri can call, that the page's bindings know, and that answers
/// whatever happens in it. A panic in a task of Tauri's ends the task and answers nobody; here it becomes the answer
/// (`commands::answer`).
#[proc_macro_attribute]
pub fn command(_: TokenStream, item: TokenStream) -> TokenStream {
    let ItemFn { attrs, vis, sig, block } = parse_macro_input!(item as ItemFn);
    let name = sig.ident.to_string();
    quote! {
        #(#attrs)*
        #[tauri::command]
        #[specta::specta]
        #vis #sig {
            crate::commands::answer::or_panic(concat!("command.", #name), async move #block).await
        }
    }
    .into()
}
