from hypothesis import given
from hypothesis import strategies as st

from regard.mail.imap import rules
from regard.mail.imap.rules import OLDER, TRIES, Known, Pace, Seen


def test_cursor_stops_below_the_first_letter_that_is_not_settled():
    assert rules.frontier(cursor=3, uidnext=10, unsettled={7, 5}) == 4
    assert rules.frontier(cursor=3, uidnext=10, unsettled=set()) == 9
    assert rules.frontier(cursor=8, uidnext=6, unsettled=set()) == 8


@given(
    arrivals=st.lists(st.lists(st.sampled_from(["fine", "flaky", "broken"]), max_size=4), max_size=6),
)
def test_every_letter_is_stored_or_a_gap_and_never_fetched_again(arrivals):
    there: dict[int, str] = {}
    known: dict[int, Known] = {}
    cursor, fetched = 0, []
    for arriving in [*arrivals, [], [], []]:
        there |= {len(there) + number: kind for number, kind in enumerate(arriving, start=1)}
        uidnext = len(there) + 1
        wanted = rules.in_order_of_tries(range(cursor + 1, uidnext), known, after=cursor, with_gaps=False)
        unsettled = set(wanted)
        for uid in wanted:
            tries = known.get(uid, Known()).tries
            is_fine = there[uid] == "fine" or (there[uid] == "flaky" and tries == TRIES - 1)
            if is_fine:
                fetched.append(uid)
                known[uid] = Known(is_stored=True, tries=tries)
            else:
                known[uid] = Known(tries=tries + 1, gap_reason="broken" if tries + 1 >= TRIES else "")
            if is_fine or known[uid].gap_reason:
                unsettled.discard(uid)
        before, cursor = cursor, rules.frontier(cursor=cursor, uidnext=uidnext, unsettled=unsettled)
        assert cursor >= before
        assert all(known[uid].is_stored or known[uid].gap_reason for uid in range(1, cursor + 1))
    assert cursor == len(there)
    assert sorted(fetched) == [uid for uid, kind in there.items() if kind != "broken"]


def test_letters_that_failed_before_do_not_keep_others_waiting():
    known = {1: Known(tries=2), 2: Known(tries=1), 3: Known(is_stored=True), 4: Known(tries=3, gap_reason="broken")}
    assert rules.in_order_of_tries(range(1, 7), known, after=0, with_gaps=False) == [5, 6, 2, 1]
    assert rules.in_order_of_tries(range(1, 7), known, after=0, with_gaps=True) == [5, 6, 2, 1, 4]
    assert rules.in_order_of_tries([1, 2], {1: Known(gap_reason=OLDER)}, after=0, with_gaps=True) == [2]


def test_new_numbering_and_numbers_that_restart_are_noticed():
    seen = Seen(name="INBOX", uidvalidity=7, uidnext=5, exists=4)
    assert rules.must_start_over(uidvalidity=None, cursor=0, seen=seen)
    assert rules.must_start_over(uidvalidity=6, cursor=4, seen=seen)
    assert rules.must_start_over(uidvalidity=7, cursor=5, seen=seen)
    assert not rules.must_start_over(uidvalidity=7, cursor=4, seen=seen)


@given(st.integers(min_value=0, max_value=500_000))
def test_stretches_cover_a_folder_without_gaps(exists):
    stretches = rules.stretches(exists)
    if exists <= rules.AT_ONCE:
        assert stretches == [""]
        return
    ends = [text.split(":") for text in stretches]
    spans = [range(int(low), (exists if high == "*" else int(high)) + 1) for low, high in ends]
    assert all(len(span) <= rules.AT_ONCE for span in spans)
    assert [span.stop for span in spans] == [exists + 1, *(span.start for span in spans[:-1])]
    assert spans[-1].start == 1


def test_waits_grow_and_refused_passwords_wait_longer():
    pace = Pace()
    assert [rules.wait_after_failure(n, is_login=False, pace=pace) for n in (1, 2, 3, 7, 99)] == [5, 10, 20, 300, 300]
    assert [rules.wait_after_failure(n, is_login=True, pace=pace) for n in (1, 2, 99)] == [60, 120, 1800]


def test_a_large_letter_and_a_failed_one_get_more_time():
    assert rules.patience(0, tries=0) == 60
    assert rules.patience(20_000_000, tries=0) == 1060
    assert rules.patience(0, tries=1) == 120


def test_sent_folders_are_found_by_mark_and_by_name():
    listing = [
        ((rb"\HasNoChildren",), "/", "INBOX"),
        ((rb"\HasNoChildren", rb"\Sent"), "/", "[Gmail]/Verschickt"),
        ((), ".", "INBOX.Sent"),
        ((), "/", "Gesendete Elemente"),
        ((rb"\Noselect",), "/", "Sent"),
        ((), "/", "Projects/Sent"),
        ((), "", "Sent Items"),
        ((), "/", "Unsent"),
    ]
    assert rules.sent_folders(listing) == ["[Gmail]/Verschickt", "INBOX.Sent", "Gesendete Elemente", "Sent Items"]
