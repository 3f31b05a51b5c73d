//! What a window is told, and how often. While a file goes out, hundreds of things happen a second, and
//! nearly all of them are the same again: a window that drew each of them would have no time for its creator.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use series::{DraftId, PostingId};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Duration, Instant, sleep_until},
};

use crate::{Event, Job, JobId, JobState, SentSoFar, Studio};

/// What happens again and again is told this often at most: nobody reads faster, and each time is a frame drawn.
const EVERY: Duration = Duration::from_millis(500);

/// What happens in the studio, for somebody who looks at it: at once what is new, and no more than twice
/// a second what only goes on. The last of everything is always told.
#[derive(Debug)]
pub struct News {
    studio: Arc<Studio>,
    events: Receiver<Event>,
    untold: Untold,
    ready: VecDeque<Event>,
    /// Before this, what only goes on is not told.
    due: Instant,
}

impl Studio {
    /// What happens from now on, as a window is told of it.
    #[must_use]
    pub fn news(self: &Arc<Self>) -> News {
        News {
            studio: Arc::clone(self),
            events: self.events(),
            untold: Untold::default(),
            ready: VecDeque::new(),
            due: Instant::now(),
        }
    }
}

impl News {
    /// The next thing to tell.
    pub async fn next(&mut self) -> Event {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return event;
            }
            let heard = tokio::select! {
                biased;
                () = sleep_until(self.due), if !self.untold.is_empty() => {
                    self.tell();
                    continue;
                }
                heard = self.events.recv() => heard,
            };
            let heard = match heard {
                Ok(event) => self.untold.hear(event),
                // Some were missed, perhaps how a job ended: it is told how all stand.
                Err(RecvError::Lagged(_)) => {
                    for job in self.studio.jobs() {
                        self.untold.hear(Event::Job(Box::new(job)));
                    }
                    self.untold.hear(Event::Connections(self.studio.open_connections()));
                    Heard::Now
                }
                // The studio has the other end: as long as this lives, it is open.
                Err(RecvError::Closed) => std::future::pending().await,
            };
            match heard {
                Heard::Now => self.tell(),
                Heard::Alone(event) => self.ready.push_back(event),
                Heard::GoesOn if Instant::now() >= self.due => self.tell(),
                Heard::GoesOn => {}
            }
        }
    }

    fn tell(&mut self) {
        self.ready.extend(self.untold.take());
        self.due = Instant::now() + EVERY;
    }
}

/// What is to be done with something that was heard.
#[derive(Debug)]
enum Heard {
    /// Tell it with all that was not told yet.
    Now,
    /// Tell it, whatever else there is.
    Alone(Event),
    /// It is told when it is time.
    GoesOn,
}

/// What was not told yet: of everything the last.
#[derive(Debug, Default)]
struct Untold {
    jobs: BTreeMap<JobId, Box<Job>>,
    /// Jobs that somebody knows to run.
    running: BTreeSet<JobId>,
    posted: BTreeSet<DraftId>,
    sent: BTreeMap<PostingId, Box<SentSoFar>>,
    hosts: Hosts,
}

impl Untold {
    fn hear(&mut self, event: Event) -> Heard {
        match event {
            Event::Job(job) => {
                let goes_on = job.state == JobState::Running && !self.running.insert(job.id);
                if job.state != JobState::Running {
                    self.running.remove(&job.id);
                }
                self.jobs.insert(job.id, job);
                if goes_on { Heard::GoesOn } else { Heard::Now }
            }
            Event::Posted(draft) => {
                self.posted.insert(draft);
                Heard::GoesOn
            }
            Event::SentSoFar(sent) => {
                self.sent.insert(sent.posted.posting, sent);
                Heard::GoesOn
            }
            Event::Connections(hosts) => {
                self.hosts.hear(hosts);
                Heard::GoesOn
            }
            other => Heard::Alone(other),
        }
    }

    fn is_empty(&self) -> bool {
        self.jobs.is_empty() && self.posted.is_empty() && self.sent.is_empty() && !self.hosts.is_untold()
    }

    /// Everything that was not told yet. What was posted comes before the job that ended with it.
    fn take(&mut self) -> Vec<Event> {
        let hosts = self.hosts.take().map(Event::Connections).into_iter();
        let sent = std::mem::take(&mut self.sent).into_values().map(Event::SentSoFar);
        let posted = std::mem::take(&mut self.posted).into_iter().map(Event::Posted);
        let jobs = std::mem::take(&mut self.jobs).into_values().map(Event::Job);
        hosts.chain(sent).chain(posted).chain(jobs).collect()
    }
}

/// How many connections are open to which hosts. One that was only open between two tellings is told, too:
/// nobody is called unseen.
#[derive(Debug, Default)]
struct Hosts {
    told: BTreeMap<String, usize>,
    now: BTreeMap<String, usize>,
    /// The most there were since it was told last.
    most: BTreeMap<String, usize>,
}

impl Hosts {
    fn hear(&mut self, hosts: Vec<String>) {
        self.now.clear();
        for host in hosts {
            *self.now.entry(host).or_default() += 1;
        }
        for (host, count) in &self.now {
            let most = self.most.entry(host.clone()).or_default();
            *most = (*most).max(*count);
        }
    }

    fn is_untold(&self) -> bool {
        self.most != self.told || self.now != self.most
    }

    /// One for each connection, if that is something new.
    fn take(&mut self) -> Option<Vec<String>> {
        let most = std::mem::replace(&mut self.most, self.now.clone());
        let told = std::mem::replace(&mut self.told, most);
        let each = |(host, count): (&String, &usize)| std::iter::repeat_n(host.clone(), *count);
        (told != self.told).then(|| self.told.iter().flat_map(each).collect())
    }
}

#[cfg(test)]
mod tests {
    use series::{AccountId, EpisodeId, Message, Stage, Target};
    use uuid::Uuid;

    use super::*;
    use crate::{JobKind, PostedEpisode};

    fn job(id: u32, done: u32, state: JobState) -> Event {
        Event::Job(Box::new(Job {
            id: JobId(id),
            kind: JobKind::Publish,
            draft: None,
            account: None,
            state,
            done,
            total: 9,
            thousandths: 0,
            current: String::new(),
            left_ms: None,
        }))
    }

    fn told(untold: &mut Untold) -> Vec<String> {
        let worded = |event| match event {
            Event::Job(job) => format!("job {} {}", job.id.0, job.done),
            Event::Posted(_) => "posted".into(),
            Event::SentSoFar(sent) => format!("sent {}", sent.means.key),
            Event::Connections(hosts) => format!("to {}", hosts.join(" ")),
            other => format!("{other:?}"),
        };
        untold.take().into_iter().map(worded).collect()
    }

    fn draft() -> DraftId {
        DraftId::new(Uuid::from_u128(1))
    }

    fn sent(posting: u128, so_far: &'static str) -> Event {
        let posted = PostedEpisode {
            posting: PostingId::new(Uuid::from_u128(posting)),
            episode: EpisodeId::new(Uuid::from_u128(1)),
            title: String::new(),
            target: Target::TiktokDraft,
            account: AccountId("tiktok:me".into()),
            stage: Stage::Waiting,
            since_ms: 0,
        };
        Event::SentSoFar(Box::new(SentSoFar { posted, means: Message::new(so_far) }))
    }

    fn open(hosts: &[&str]) -> Event {
        Event::Connections(hosts.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_job_is_told_when_it_begins_and_ends_and_of_its_way_only_the_last() {
        let mut untold = Untold::default();
        assert!(matches!(untold.hear(job(1, 0, JobState::Running)), Heard::Now));
        assert_eq!(told(&mut untold), ["job 1 0"]);
        for done in 1..=8 {
            assert!(matches!(untold.hear(job(1, done, JobState::Running)), Heard::GoesOn));
            assert!(matches!(untold.hear(Event::Posted(draft())), Heard::GoesOn));
        }
        assert_eq!(told(&mut untold), ["posted", "job 1 8"]);
        assert!(untold.is_empty());
        assert!(matches!(untold.hear(Event::Posted(draft())), Heard::GoesOn));
        assert!(matches!(untold.hear(job(1, 9, JobState::Cancelled)), Heard::Now));
        assert_eq!(told(&mut untold), ["posted", "job 1 9"]);
        assert!(matches!(untold.hear(job(1, 9, JobState::Paused)), Heard::Now));
        assert!(matches!(untold.hear(job(1, 9, JobState::Running)), Heard::Now), "it goes on again");
    }

    #[test]
    fn of_each_file_on_its_way_only_how_far_it_is_is_told_before_what_comes_of_it() {
        let mut untold = Untold::default();
        for so_far in [sent(1, "a little"), sent(2, "a bit"), sent(1, "more"), Event::Posted(draft())] {
            assert!(matches!(untold.hear(so_far), Heard::GoesOn));
        }
        assert_eq!(told(&mut untold), ["sent more", "sent a bit", "posted"]);
        assert!(untold.is_empty());
    }

    #[test]
    fn whoever_is_called_is_told_once_however_short_the_calls() {
        let mut untold = Untold::default();
        untold.hear(open(&["a"]));
        untold.hear(open(&["a", "b"]));
        untold.hear(open(&["a"]));
        assert_eq!(told(&mut untold), ["to a b"]);
        assert!(!untold.is_empty(), "only one is open by now");
        assert_eq!(told(&mut untold), ["to a"]);
        assert!(untold.is_empty());
        // The parts of a file: open whenever one looks back.
        for _ in 0..3 {
            untold.hear(open(&[]));
            untold.hear(open(&["a"]));
            untold.hear(open(&[]));
            assert_eq!(told(&mut untold), [""; 0]);
        }
        assert_eq!(told(&mut untold), ["to "]);
        assert!(untold.is_empty());
    }

    #[tokio::test]
    async fn hundreds_of_parts_are_told_a_few_times() {
        let folder = tempfile::tempdir().unwrap();
        let studio = Arc::new(Studio::open(folder.path().to_owned()).await.unwrap());
        let mut news = studio.news();
        let began = Instant::now();
        for _ in 0..200 {
            for event in [open(&["a"]), Event::Posted(draft()), open(&[]), Event::Posted(draft())] {
                studio.events.send(event).unwrap();
            }
        }
        studio.events.send(Event::Analysed(draft())).unwrap();
        let mut all = Vec::new();
        loop {
            all.push(news.next().await);
            if all.iter().any(|event| matches!(event, Event::Connections(hosts) if hosts.is_empty())) {
                break;
            }
        }
        let turns = 1 + began.elapsed().as_millis() / EVERY.as_millis();
        assert!((all.len() as u128) < 3 * turns + 1, "{}", all.len());
        assert!(all.iter().any(|event| matches!(event, Event::Analysed(_))));
    }
}
