//! The support itself, proven on the studio's own window.

use fantoccini::key::Key;
use showrunner_tests::window::{Point, Window};

const SURFACE: &str = "
document.body.innerHTML = '<main><h1>Stage</h1><label>Name <input id=name></label></main>';
window.log = [];
for (const type of ['pointerdown', 'pointermove', 'pointerup', 'keydown'])
  document.addEventListener(type, (event) => log.push([type, event.isTrusted, event.clientX, event.clientY, event.key]));
";

#[tokio::test]
async fn the_window_comes_up_goes_down_and_comes_again() {
    let data = tempfile::tempdir().unwrap();
    let mut window = Window::start(data.path()).await.unwrap();
    window.says("Showrunner").await.unwrap();
    window.photograph("support").await.unwrap();

    assert_eq!(window.processes().len(), 1, "{}", window.said());
    window.kill().unwrap();
    assert_eq!(window.processes(), [0; 0]);
    window.again().await.unwrap();
    assert_eq!(window.processes().len(), 1);
    window.restart().await.unwrap();
    window.says("Showrunner").await.unwrap();
}

#[tokio::test]
async fn hand_and_eye_are_a_persons() {
    let data = tempfile::tempdir().unwrap();
    let window = Window::start(data.path()).await.unwrap();
    window.says("Showrunner").await.unwrap();
    window.client.execute(SURFACE, vec![]).await.unwrap();

    window.fill("#name", "Brot für alle").await.unwrap();
    assert_eq!(window.ask("document.querySelector('#name').value").await.unwrap(), "Brot für alle");
    window.fill("#name", "bread").await.unwrap();
    assert_eq!(window.ask("document.querySelector('#name').value").await.unwrap(), "bread");
    window.press(&[Key::Tab.into()]).await.unwrap();

    window.client.execute("log.length = 0", vec![]).await.unwrap();
    window.drag(Point { x: 300.0, y: 300.0 }, Point { x: 420.0, y: 348.0 }).await.unwrap();
    let log = window.ask("log").await.unwrap();
    let log = log.as_array().unwrap();
    assert!(log.len() > 10 && log.iter().all(|event| event[1] == true), "{log:?}");
    let last = log.last().unwrap();
    assert_eq!((&last[0], &last[2], &last[3]), (&"pointerup".into(), &420.into(), &348.into()));

    assert_eq!(window.axe().await.unwrap(), [""; 0]);
    window
        .client
        .execute("document.body.insertAdjacentHTML('beforeend', '<img src=x.png>')", vec![])
        .await
        .unwrap();
    let faults = window.axe().await.unwrap();
    assert!(faults.iter().any(|fault| fault.starts_with("image-alt")), "{faults:?}");
}

#[tokio::test]
async fn real_files_are_dropped_with_their_names() {
    let data = tempfile::tempdir().unwrap();
    let files: Vec<_> = ["one two.mp4", "brot 🍞.mp4"].map(|name| data.path().join(name)).into();
    for file in &files {
        std::fs::write(file, "").unwrap();
    }
    let window = Window::start(&data.path().join("data")).await.unwrap();
    window.says("Showrunner").await.unwrap();
    window
        .client
        .execute_async(
            "const done = arguments[0]; const tauri = window.__TAURI_INTERNALS__; window.got = [];
             tauri.invoke('plugin:event|listen', { event: 'tauri://drag-drop', target: { kind: 'Any' },
               handler: tauri.transformCallback((event) => got.push(event.payload)) }).then(() => done());",
            vec![],
        )
        .await
        .unwrap();
    let carried =
        window.carry(&[files[0].as_path(), files[1].as_path()], Point { x: 500.0, y: 300.0 }).await.unwrap();
    assert_eq!(window.ask("got.length").await.unwrap(), 0);
    carried.release().await.unwrap();
    let got = window.ask("got[0]").await.unwrap();
    let paths: Vec<_> = got["paths"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    assert_eq!(paths, files.iter().map(|file| file.to_str().unwrap()).collect::<Vec<_>>());
    let (x, y) = (got["position"]["x"].as_f64().unwrap(), got["position"]["y"].as_f64().unwrap());
    assert!((x - 500.0).abs() <= 2.0 && (y - 300.0).abs() <= 2.0, "{got}");

    window
        .carry(&[files[0].as_path()], Point { x: 500.0, y: 300.0 })
        .await
        .unwrap()
        .take_back()
        .await
        .unwrap();
    assert_eq!(window.ask("got.length").await.unwrap(), 1);
}
