//! Compiles the few lines of C that run before Rust does.

fn main() {
    const FILE: &str = "src/closed_stdout.c";
    println!("cargo::rerun-if-changed={FILE}");
    let compiled = cc::Build::new().file(FILE).try_compile_intermediates();
    match compiled {
        // As objects, not as a library: nothing names what is in them, so a linker would leave
        // them out.
        Ok(objects) => {
            for object in objects {
                println!("cargo::rustc-link-arg-bins={}", object.display());
            }
        }
        Err(error) => println!("cargo::error={error}"),
    }
}
