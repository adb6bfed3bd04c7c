//! Jobs: each is done by one worker, and none is handed over twice by itself.

use store::{Claim, Job, JobId, JobState, Moment, NewJob, Store, StoreError};

use crate::office::{NOON, bits};

crate::on_both!(
    eight_workers_share_the_jobs_and_no_two_get_the_same,
    a_job_waits_for_its_time_and_for_its_kind,
    a_worker_that_was_killed_loses_its_claim_and_another_goes_on,
    what_was_handed_over_is_never_claimed_again_by_itself,
    what_failed_is_put_off_and_in_the_end_a_person_looks,
    the_same_job_twice_is_one_job,
);

fn job(kind: &str) -> NewJob {
    NewJob {
        id: JobId::new(NOON, bits()),
        kind: kind.to_owned(),
        about: "case".to_owned(),
        body: "{}".to_owned(),
        made_at: NOON,
        due_at: NOON,
    }
}

async fn claim(store: &Store, by: &str, at: Moment, limit: u32) -> Vec<Job> {
    let claim = Claim { by, at, until: at.plus_seconds(60) };
    store.claim_jobs("letter", claim, limit).await.expect("claimed")
}

async fn eight_workers_share_the_jobs_and_no_two_get_the_same(store: Store) {
    let jobs: Vec<NewJob> = (0..100).map(|_| job("letter")).collect();
    store.add_jobs(&jobs).await.expect("added");
    let workers: Vec<_> = (0..8)
        .map(|worker| {
            let store = store.clone();
            tokio::spawn(async move {
                let (name, mut mine) = (format!("worker {worker}"), Vec::new());
                loop {
                    let claimed = claim(&store, &name, NOON, 3).await;
                    if claimed.is_empty() {
                        return mine;
                    }
                    for job in claimed {
                        assert!(store.hand_job(job.id, &name, NOON).await.expect("handed"));
                        store.finish_job(job.id, NOON).await.expect("done");
                        mine.push(job.id);
                    }
                }
            })
        })
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.expect("a task"));
    }
    done.sort_unstable();
    done.dedup();
    assert_eq!(done.len(), 100);
    assert!(store.jobs_about("case").await.expect("jobs").iter().all(|job| job.state == JobState::Done));
}

async fn a_job_waits_for_its_time_and_for_its_kind(store: Store) {
    let later = NewJob { due_at: NOON.plus_seconds(60), ..job("letter") };
    store.add_jobs(&[later, job("close")]).await.expect("added");
    assert_eq!(claim(&store, "a", NOON.plus_seconds(59), 10).await, []);
    let claimed = claim(&store, "a", NOON.plus_seconds(60), 10).await;
    assert_eq!((claimed.len(), claimed[0].kind.as_str(), claimed[0].attempts), (1, "letter", 1));
}

async fn a_worker_that_was_killed_loses_its_claim_and_another_goes_on(store: Store) {
    store.add_jobs(&[job("letter")]).await.expect("added");
    let mine = claim(&store, "a", NOON, 1).await.remove(0);
    assert_eq!(claim(&store, "b", NOON.plus_seconds(59), 1).await, []);
    let theirs = claim(&store, "b", NOON.plus_seconds(60), 1).await.remove(0);
    assert_eq!((theirs.id, theirs.attempts), (mine.id, 2));
    // The first one wakes up again: it may no longer hand over.
    assert!(!store.hand_job(mine.id, "a", NOON.plus_seconds(61)).await.expect("answered"));
    assert!(store.hand_job(mine.id, "b", NOON.plus_seconds(61)).await.expect("answered"));
    assert!(!store.hand_job(mine.id, "b", NOON.plus_seconds(62)).await.expect("answered"), "once");
}

async fn what_was_handed_over_is_never_claimed_again_by_itself(store: Store) {
    store.add_jobs(&[job("letter")]).await.expect("added");
    let mine = claim(&store, "a", NOON, 1).await.remove(0);
    assert!(store.hand_job(mine.id, "a", NOON).await.expect("handed"));
    // Killed here. However long it takes, it is not handed over again; a person sees it.
    let next_year = NOON.plus_seconds(365 * 86_400);
    assert_eq!(claim(&store, "b", next_year, 1).await, []);
    let doubtful = store.jobs_for_a_person(NOON, 10).await.expect("listed");
    assert_eq!((doubtful.len(), doubtful[0].state), (1, JobState::Handed));
    assert_eq!(store.jobs_for_a_person(NOON.plus_seconds(-1), 10).await.expect("listed"), [], "it is under way");
    // The person says: send it again.
    store.revive_job(mine.id, next_year).await.expect("revived");
    assert_eq!(claim(&store, "b", next_year, 1).await.len(), 1);
    let refused = store.revive_job(mine.id, next_year).await.expect_err("not in doubt");
    assert!(matches!(refused, StoreError::NotFound { .. }), "{refused}");
}

async fn what_failed_is_put_off_and_in_the_end_a_person_looks(store: Store) {
    store.add_jobs(&[job("letter")]).await.expect("added");
    let mine = claim(&store, "a", NOON, 1).await.remove(0);
    assert!(store.hand_job(mine.id, "a", NOON).await.expect("handed"));
    store.postpone_job(mine.id, &"the server said no ".repeat(100), NOON.plus_seconds(30)).await.expect("put off");
    assert_eq!(claim(&store, "b", NOON.plus_seconds(29), 1).await, []);
    let again = claim(&store, "b", NOON.plus_seconds(30), 1).await.remove(0);
    assert_eq!((again.attempts, again.last_error.expect("why").chars().count()), (2, 500));
    store.bury_job(mine.id, "no such address", NOON).await.expect("given up");
    assert_eq!(claim(&store, "b", NOON.plus_seconds(9999), 1).await, []);
    let dead = store.jobs_for_a_person(NOON, 10).await.expect("listed");
    assert_eq!((dead[0].state, dead[0].last_error.as_deref()), (JobState::Dead, Some("no such address")));
}

async fn the_same_job_twice_is_one_job(store: Store) {
    let once = job("letter");
    store.add_jobs(std::slice::from_ref(&once)).await.expect("added");
    store.add_jobs(&[once]).await.expect("known");
    assert_eq!(store.jobs_about("case").await.expect("jobs").len(), 1);
    assert!(store.add_jobs(&[NewJob { body: "\0".to_owned(), ..job("letter") }]).await.is_err());
}
