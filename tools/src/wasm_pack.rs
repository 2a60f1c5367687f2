use clap::Parser;

fn main() {
    let cli = wasm_pack::Cli::parse();
    wasm_pack::PBAR.set_log_level(cli.log_level);
    if let Err(error) = wasm_pack::command::run_wasm_pack(cli.cmd) {
        eprintln!("error: {error:?}");
        std::process::exit(1);
    }
}
