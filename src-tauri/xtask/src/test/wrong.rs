//! The type check of the window, tried on something wrong: a check that stopped looking would pass
//! everything, and nobody would notice.

use std::fs;

use crate::program::heard;
use crate::{Failure, House, node};

/// A number that is a text, in a script and in markup, and a picture that says nothing to the blind.
const WRONG: &str = "\
<script lang=\"ts\">
  const count: number = 'many';
  let title = $state('Bread');
</script>

<p title={title.toFixed()}>{count}</p>
<img src=\"x.png\" />
";

/// What must be said about it.
const SAID: &[&str] =
    &["Type 'string' is not assignable to type 'number'", "'toFixed' does not exist", "alt attribute"];

/// Refuses a type check that does not refuse.
pub fn refused(house: &House) -> Result<(), Failure> {
    let folder = house.target("wrong");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    let config = format!(
        "{{\"extends\": {:?}, \"include\": [\"*.svelte\"], \"files\": []}}",
        house.path("ui/tsconfig.json").to_string_lossy()
    );
    for (name, text) in [("Wrong.svelte", WRONG), ("tsconfig.json", config.as_str())] {
        fs::write(folder.join(name), text).map_err(Failure::file(folder.join(name)))?;
    }
    let mut check = node::npm(house);
    check.args(["exec", "--", "svelte-check", "--fail-on-warnings", "--output", "machine", "--workspace"]);
    check.arg(&folder).arg("--tsconfig").arg(folder.join("tsconfig.json"));
    let findings = match heard(&mut check) {
        Ok(_) => vec!["svelte-check accepted a file full of faults".to_string()],
        Err(failure) => {
            let said = failure.to_string();
            let silent = SAID.iter().filter(|expected| !said.contains(**expected));
            silent.map(|expected| format!("svelte-check said nothing of: {expected}\n{said}")).collect()
        }
    };
    if findings.is_empty() { Ok(()) } else { Err(Failure::Found { check: "ui wrong", findings }) }
}
