//! `cargo xtask`: sets up, builds, runs, checks, measures and generates.
//!
//! Owns every command a developer or the CI types. Knows nothing of the other crates: it starts
//! them as programs and reads their files.

mod bench;
mod demo;
mod http;
mod pages;
mod postgres;
mod run;
mod screen;
mod serve;
mod shapes;
mod since;
mod size;
mod spa;
mod stamp;
mod steps;
mod studio;
mod support_table;
mod test;
mod tidy;
mod tools;
mod trunk;
mod wasm;
mod workspace;

use std::process::ExitCode;

use run::Runner;
use workspace::Workspace;

/// One subcommand: its name, a line of help, an example, and what it does.
struct Task {
    name: &'static str,
    about: &'static str,
    usage: &'static str,
    example: &'static str,
    run: fn(&Workspace, &Runner, &[String]) -> Result<(), String>,
}

const TASKS: &[Task] = &[
    Task {
        name: "serve",
        about: "Install what is missing, build pages, npm package and server, start `loggia` in demo mode",
        usage: "cargo xtask serve [--verbose] [-- LOGGIA-ARGUMENTS…]",
        example: "cargo xtask serve -- --listen 127.0.0.1:9300",
        run: serve::serve,
    },
    Task {
        name: "test",
        about: "Set up and run every check and every test; ends with `N passed, N failed`",
        usage: "cargo xtask test [--only PART] [--list] [--verbose]",
        example: "cargo xtask test --only browser",
        run: test::test,
    },
    Task {
        name: "verify",
        about: "The same as `test`: there is no weaker and no stronger set of checks",
        usage: "cargo xtask verify [--only PART] [--list] [--verbose]",
        example: "cargo xtask verify --only tidy",
        run: test::test,
    },
    Task {
        name: "setup",
        about: "Only install what `trunk serve` and the tests need, each with its reason",
        usage: "cargo xtask setup [--verbose]",
        example: "cargo xtask setup",
        run: |workspace, runner, arguments| {
            no_more(arguments)?;
            let tools = tools::for_building(workspace, runner)?;
            tools::for_trunk(workspace, runner, &tools)?;
            tools::for_tests(workspace, runner, &tools).map(drop)
        },
    },
    Task {
        name: "trunk",
        about: "Only install what `trunk serve` needs: Trunk, and wasm-bindgen in the version of Cargo.lock",
        usage: "cargo xtask trunk [--verbose]",
        example: "cargo xtask trunk && trunk serve",
        run: |workspace, runner, arguments| {
            no_more(arguments)?;
            let tools = tools::for_building(workspace, runner)?;
            tools::for_trunk(workspace, runner, &tools).map(drop)
        },
    },
    Task {
        name: "pages",
        about: "Build the hosted pages for the browser into target/pages (wasm-bindgen, wasm-opt, esbuild)",
        usage: "cargo xtask pages [--verbose]",
        example: "cargo xtask pages",
        run: |workspace, runner, arguments| {
            no_more(arguments)?;
            pages::build(workspace, runner, &tools::for_building(workspace, runner)?)
        },
    },
    Task {
        name: "spa",
        about: "Build the npm package into target/npm and pack it",
        usage: "cargo xtask spa [--verbose]",
        example: "cargo xtask spa && npm install ./target/npm/*.tgz",
        run: |workspace, runner, arguments| {
            no_more(arguments)?;
            spa::build(workspace, runner, &tools::for_building(workspace, runner)?)
        },
    },
    Task {
        name: "studio",
        about: "Build the designer's preview into target/studio (wasm-bindgen, wasm-opt, esbuild)",
        usage: "cargo xtask studio [--verbose]",
        example: "cargo xtask studio",
        run: |workspace, runner, arguments| {
            no_more(arguments)?;
            studio::build(workspace, runner, &tools::for_building(workspace, runner)?)?;
            screen::line("[studio] is ready");
            Ok(())
        },
    },
    Task {
        name: "shapes",
        about: "Generate src/shapes from the service models; with --check only compare",
        usage: "cargo xtask shapes [--check]",
        example: "cargo xtask shapes --check",
        run: |_, _, arguments| match arguments {
            [] => shapes::run(false),
            [flag] if flag == "--check" => shapes::run(true),
            [other, ..] => Err(format!(
                "unknown argument `{other}`; see `cargo xtask shapes --help`"
            )),
        },
    },
    Task {
        name: "size",
        about: "Print raw and brotli bytes of what /login loads, of the npm package and of the studio; fail over budget",
        usage: "cargo xtask size [--since COMMIT…] [--verbose]",
        example: "cargo xtask size --since main~3 main~1",
        run: |workspace, runner, arguments| {
            let tools = tools::for_building(workspace, runner)?;
            if let [flag, commits @ ..] = arguments
                && flag == "--since"
                && !commits.is_empty()
            {
                return since::since(workspace, runner, &tools, commits);
            }
            no_more(arguments)?;
            serve::build(workspace, runner, &tools)?;
            size::size(workspace)
        },
    },
    Task {
        name: "bench",
        about: "Print rates beside bare cryptography, memory, start-up time, and whether times tell users from nobody",
        usage: "cargo xtask bench [rates|additions|enumeration]… [--verbose]",
        example: "cargo xtask bench enumeration",
        run: bench::bench,
    },
    Task {
        name: "support-table",
        about: "Write the table of operations in README.md; with --check only compare",
        usage: "cargo xtask support-table [--check]",
        example: "cargo xtask support-table",
        run: |workspace, runner, arguments| {
            let check = match arguments {
                [] => false,
                [flag] if flag == "--check" => true,
                [other, ..] => {
                    return Err(format!(
                        "unknown argument `{other}`; see `cargo xtask support-table --help`"
                    ));
                }
            };
            let tools = tools::for_building(workspace, runner)?;
            serve::build(workspace, runner, &tools)?;
            if check {
                support_table::check(workspace)
            } else {
                support_table::write(workspace)
            }
        },
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), String> {
    let (name, rest) = match arguments.split_first() {
        None => return overview(),
        Some((name, _)) if matches!(name.as_str(), "help" | "--help" | "-h") => return overview(),
        Some(split) => split,
    };
    let task = TASKS.iter().find(|task| task.name == name).ok_or_else(|| {
        let names: Vec<&str> = TASKS.iter().map(|task| task.name).collect();
        format!(
            "there is no command `{name}`; there are: {}",
            names.join(", ")
        )
    })?;
    // What stands after `--` is for the program that is started, not for us.
    let (ours, theirs) = match rest.iter().position(|argument| argument == "--") {
        Some(at) => rest.split_at(at),
        None => (rest, &[][..]),
    };
    if ours
        .iter()
        .any(|argument| argument == "--help" || argument == "-h")
    {
        println!(
            "{}\n\nUsage: {}\nExample: {}",
            task.about, task.usage, task.example
        );
        return Ok(());
    }
    let verbose = ours
        .iter()
        .any(|argument| argument == "--verbose" || argument == "-v");
    if ours.iter().any(|argument| argument == "--plain") {
        screen::be_plain();
    }
    let left: Vec<String> = ours
        .iter()
        .filter(|argument| !matches!(argument.as_str(), "--verbose" | "-v" | "--plain"))
        .chain(theirs)
        .cloned()
        .collect();
    let workspace = Workspace::find()?;
    let runner = Runner::new(&workspace, verbose);
    (task.run)(&workspace, &runner, &left)
}

fn overview() -> Result<(), String> {
    println!("Usage: cargo xtask COMMAND [--help] [--verbose] [--plain]\n");
    for task in TASKS {
        println!("  {:<14} {}", task.name, task.about);
    }
    println!("\n--verbose shows all output, --plain changes no line once it is printed.");
    println!("Tools are kept in ~/.cache/loggia (LOGGIA_CACHE overrides it).");
    Ok(())
}

fn no_more(arguments: &[String]) -> Result<(), String> {
    match arguments.first() {
        None => Ok(()),
        Some(first) => Err(format!("unknown argument `{first}`; see --help")),
    }
}
