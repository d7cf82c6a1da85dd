//! The attribute of a command of the window.

use proc_macro::TokenStream;
use quote::quote;
use syn::{GenericArgument, ItemFn, PathArguments, ReturnType, Type, parse_macro_input};

/// Makes an `async` function a command of the window: one that Tauri can call, that the page's bindings know, and that answers
/// whatever happens in it. A panic in a task of Tauri's ends the task and answers nobody; here it becomes the answer
/// (`commands::answer`). A function that returns `Replied<T>` answers with a `Reply<T>`: what a person caused is a value
/// (`commands::reply`).
#[proc_macro_attribute]
pub fn command(_: TokenStream, item: TokenStream) -> TokenStream {
    let ItemFn { attrs, vis, mut sig, block } = parse_macro_input!(item as ItemFn);
    let name = sig.ident.to_string();
    let written = quote! {
        crate::commands::answer::or_panic(concat!("command.", #name), async move #block).await
    };
    let body = match replied(&sig.output) {
        Some((replied, value)) => {
            sig.output = syn::parse_quote! {
                -> ::std::result::Result<crate::commands::reply::Reply<#value>, crate::commands::error::CommandError>
            };
            quote! {
                let replied: #replied = #written;
                crate::commands::reply::answered(replied)
            }
        }
        None => written,
    };
    quote! {
        #(#attrs)*
        #[tauri::command]
        #[specta::specta]
        #vis #sig {
            #body
        }
    }
    .into()
}

/// A `Replied<T>` as it is written, and its `T`.
fn replied(output: &ReturnType) -> Option<(Type, Type)> {
    let ReturnType::Type(_, written) = output else { return None };
    let Type::Path(path) = &**written else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Replied")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(value) => Some(((**written).clone(), value.clone())),
        _ => None,
    })
}
