//! `ui/src/ipc/bindings.ts` is what Rust says it is. `cargo xtask bindings` writes it anew.

use std::{collections::BTreeMap, fs, path::Path};

use series::{
    CoverSource, DeskTick, ExportPlan, FixTicks, Lack, Place, SplitLimits, SplitPlan, SplitWish, Step,
};
use studio::{
    AccountsView, ClipAnalysis, ConnectionView, CreatorNow, DeskView, DraftView, DryRunView, FixAllOutcome,
    Job, JobId, LoggedOut, LoginBegun, PublishView, SentSoFar, Settings, Settled, Shelf, Start, StartPublish,
    StartRehearsal,
};
use ts_rs::{Config, TS, TypeVisitor};

/// Every type that crosses the border, by name; what they are made of comes along.
struct Declarations<'a> {
    config: &'a Config,
    found: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Built-in types have no file of their own and need no declaration.
        if T::output_path().is_none() || self.found.contains_key(&T::ident(self.config)) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.found.insert(T::ident(self.config), format!("{docs}export {}", T::decl(self.config)));
        T::visit_dependencies(self);
    }
}

#[test]
fn typescript_types_are_the_rust_types() {
    let config = Config::default().with_large_int("number");
    let mut types = Declarations { config: &config, found: BTreeMap::new() };
    types.visit::<AccountsView>();
    types.visit::<ClipAnalysis>();
    types.visit::<ConnectionView>();
    types.visit::<CoverSource>();
    types.visit::<DeskTick>();
    types.visit::<DeskView>();
    types.visit::<DraftView>();
    types.visit::<CreatorNow>();
    types.visit::<DryRunView>();
    types.visit::<ExportPlan>();
    types.visit::<FixAllOutcome>();
    types.visit::<FixTicks>();
    types.visit::<Job>();
    types.visit::<JobId>();
    types.visit::<Lack>();
    types.visit::<LoggedOut>();
    types.visit::<LoginBegun>();
    types.visit::<Place>();
    types.visit::<studio::Problem>();
    types.visit::<PublishView>();
    types.visit::<SentSoFar>();
    types.visit::<Settings>();
    types.visit::<Settled>();
    types.visit::<Shelf>();
    types.visit::<SplitLimits>();
    types.visit::<SplitPlan>();
    types.visit::<SplitWish>();
    types.visit::<Start>();
    types.visit::<StartPublish>();
    types.visit::<StartRehearsal>();
    types.visit::<Step>();

    let declarations: Vec<_> = types.found.into_values().collect();
    let wanted = format!(
        "// Generated from Rust by `cargo xtask bindings`. Do not edit.\n\n{}\n",
        declarations.join("\n\n")
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/ipc/bindings.ts");
    if std::env::var_os("SHOWRUNNER_WRITE_BINDINGS").is_some() {
        fs::write(&file, &wanted).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(committed == wanted, "bindings.ts has drifted; run `cargo xtask bindings`");
}
