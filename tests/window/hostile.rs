//! Files nobody wants, tools that are missing, a folder that cannot be written: all told in words.

use std::os::unix::fs::symlink;

use fantoccini::key::Key;
use showrunner_tests::cli::Home;
use showrunner_tests::hostile;
use showrunner_tests::window::{How, Point, Way, Window};

use crate::stage::{Stage, opening};

#[tokio::test]
async fn refused_files_are_listed_with_their_reasons() -> Way {
    let stage = Stage::of(&["One"]).await?;
    let (window, work) = (&stage.window, stage.home.work());
    let folder = work.join("No clips");
    std::fs::create_dir(&folder)?;
    let again = stage.home.keep("again/One.mp4", &work.join("One.mp4"));
    let files = [hostile::empty(&work), hostile::text(&work), folder, again];
    let files: Vec<_> = files.iter().map(AsRef::as_ref).collect();
    window.drop_files(&files, Point { x: 600.0, y: 600.0 }).await?;
    window.says("3 files could not be used").await?;
    window.says("1 was here already").await?;
    window.choose("Which files").await?;
    for reason in [
        "empty.mp4 is empty: 0 bytes.",
        "text.mp4 is not a video: ffmpeg does not know its format.",
        "No clips. Choose another folder, or the files themselves.",
        "In the series already, as “One”",
    ] {
        window.says(reason).await?;
    }
    window.photograph("refused").await?;
    assert_eq!(window.axe().await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn without_ffmpeg_the_window_says_where_it_looked() -> Way {
    let home = Home::new();
    let draft = home.series("Bread", &[home.lesson("One.mp4", 0)]);
    // What the window itself needs, and nothing else.
    let tools = home.at("tools");
    std::fs::create_dir(&tools)?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    for tool in ["sh", "dbus-run-session", "dbus-daemon", "WebKitWebDriver"] {
        let there = std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|file| file.exists());
        symlink(there.expect("the window's tools are installed"), tools.join(tool))?;
    }
    let mut how = opening(&home, &draft);
    how.environment.push(("PATH".into(), tools.clone().into()));
    let window = Window::start_as(how).await?;
    window.says("ffmpeg 5.1 or later was not found").await?;
    window.says("Where we looked").await?;
    window.says("On the PATH").await?;
    window.shows(&["One"]).await?;
    window.photograph("no-ffmpeg").await?;
    assert_eq!(window.axe().await?, [""; 0]);

    // It is found as soon as it is there.
    for tool in ["ffmpeg", "ffprobe"] {
        let there = std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|file| file.exists());
        symlink(there.expect("ffmpeg is installed"), tools.join(tool))?;
    }
    window.choose("Look again").await?;
    window.holds("no banner", "!document.querySelector('#ffmpeg-missing')").await?;
    Ok(())
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_written_is_named() -> Way {
    let home = Home::new();
    let file = home.at("file");
    std::fs::write(&file, "in the way")?;
    let data = file.join("below");
    let window = Window::start_as(How { data: data.clone(), ..How::default() }).await?;
    window.says(&format!("Drafts cannot be kept in {}", data.display())).await?;
    assert_eq!(window.axe().await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn a_data_folder_that_is_taken_away_is_named_and_goes_on_when_it_is_back() -> Way {
    let stage = Stage::of(&["One", "Two"]).await?;
    let (window, data, away) = (&stage.window, stage.home.data(), stage.home.at("away"));
    std::fs::rename(&data, &away)?;
    window.focus("One").await?;
    window.press(&[Key::Delete.into()]).await?;
    window.says(&format!("The data folder {} is not there any more", data.display())).await?;
    window.shows(&["One", "Two"]).await?;
    window.photograph("data-folder-gone").await?;
    assert_eq!(window.axe().await?, [""; 0]);
    assert!(!data.exists(), "its place is free for it");

    std::fs::rename(&away, &data)?;
    window.focus("One").await?;
    window.press(&[Key::Delete.into()]).await?;
    window.shows(&["Two"]).await?;
    stage
        .comes_to("one episode", |draft| draft["episodes"].as_array().is_some_and(|all| all.len() == 1))
        .await
}
