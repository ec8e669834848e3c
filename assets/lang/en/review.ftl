# Skinlapse, English: the texts of the blind review. Keys are what the code asks for; { $x } is filled in by it.

a-chosen-table-is-unverified = A chosen table is not yet checked against its paper.
a-photo-cannot-be-read-press = A photo of this pair cannot be read: press X
a-photo-of-this-pair-is-gone = A photo of this pair is no longer in the record. The pair is kept as not judged.
all-pairs-are-answered = All pairs are answered
all-pairs-first = all pairs are answered first
all-reviews = All reviews
answer = Answer
answer-first-which = answer first which skin looks better
answered-of = { $answered } of { $count } answered
answers-lock-with-your-name = Answers lock on reveal. They are stored as blinded, with your name.
answers-lock-without-a-name = Answers lock on reveal. They are stored as blinded, without a name.
begin-review = Begin
blind-all-answered = { $view }, all { $count } pairs answered
blind-pair-of = { $view }, pair { $pair } of { $count }
blind-photo = Photo { $letter }
blind-review-needs-a-patient = Open a patient first: a blind review judges the photos of one view.
blind-review-revealed = Blind review, revealed
cannot-judge = Cannot judge
choose-a-patient = Choose a patient
date-hidden = date hidden
earlier-photo = earlier photo
earlier-photo-better-in = earlier photo better in { $n }
every-pair-and-answer-as-csv = Every pair and answer as CSV, without the patient's name
export-table = Export table
go-on = Go on
judged-by = { $view }, judged by { $who }
judged-without-a-name = { $view }, judged without a name
later-photo = later photo
left-better = Left
left-darker-by = left { $ev } EV
left-photo = Left photo
look-at-the-last-pair-again = Look at the last pair again
matching-the-light = Matching the light…
n-pairs-one-twice =
    { $n ->
        [one] 1 pair, shown twice
       *[other] { $n } pairs, one comes twice
    }
n-questions =
    { $n ->
        [one] 1 question
       *[other] { $n } questions
    }
n-questions-a-photo =
    { $n ->
        [one] 1 question for each photo
       *[other] { $n } questions for each photo
    }
needs-two-dates = needs two dates
neither-photo = neither
next-pair = Next pair
no-difference = No difference
no-difference-in = no difference in { $n }
no-name = no name
no-pair-was-judged = No pair was judged
no-view-has-two-intact-dates = no view has two intact photos of different dates
not-counted = not counted
not-judged-and-not-counted = not judged and not counted: { $n }
numbers-go-here = numbers go here
once-the-dates-are-known = Once the dates are known
order-shuffled-light-matched = Order shuffled, light matched, dates hidden
pair-before = Pair before
pair-of-one-twice = Pair { $pair } of { $count }. One pair comes twice, as a check.
pair-repeats = { $pair }, repeats { $of }
pairs-answered-of = { $answered } of { $count } pairs answered
pairs-in-the-order-shown = Pairs in the order in which they were shown
photo-removed = removed
repeat-answered-alike = The repeated pair was answered alike both times
repeat-answered-differently = The repeated pair was answered differently the second time
repeat-not-judged = The repeated pair was not judged both times: nothing to compare
reveal-after-pair = Reveal after pair { $count }
reveal-and-lock = Reveal and lock the answers
revealed-locked = revealed, locked
revealing-locks-the-answers = Every pair has an answer. Revealing shows which photo was the later one and locks the answers: they stay in the record as given blind, with your name.
review-of-by = Review of { $view } by { $who }
reviews-in-this-record = Reviews in this record
right-better = Right
right-darker-by = right { $ev } EV
right-photo = Right photo
said-cannot-judge = cannot judge
said-left-better = left better
said-no-difference = no difference
said-right-better = right better
save-and-next-pair = Save and next pair
save-the-last-pair = Save the last pair
scale-left-and-right = { $scale }, L / R
score-each-photo-as-well = Score each photo as well
share-with-its-interval = { $share } %, 95 % interval { $low } to { $high } % (exact binomial, Clopper–Pearson)
show-the-result = Show the result
shown-as-taken-not-aligned = Shown as taken: the photos are not aligned
shown-darker-by = Shown darker by
the-later-photo-was-better-in =
    The later photo was called better in { $later } of { $n ->
        [one] 1 pair
       *[other] { $n } pairs
    }
this-pair-cannot-be-shown = This pair cannot be shown
this-record-is-open-to-read-only = this record is open to read only
to-the-next-scale = to the next question. None is required
total-of-range = total { $total }, of { $range }
type-the-number = Type the number,
view-revealed = { $view }, revealed
view-with-fewer-than-two-dates = { $view }, fewer than two dates
what-a-blind-review-does = Pairs of one view come in random order, the later photo at a random side. Names, dates, the timeline, notes, marks and scores are hidden, and the light is matched for display. One pair comes twice, as a check. When every pair is answered the dates can be revealed; the answers are locked then. What is counted is how one person sees the photos, not what a treatment did.
what-the-count-says = This counts one person's answers about photos. Pairs share photos, so they are not independent and the interval is rather too narrow. It does not say whether a treatment worked.
which-skin-looks-better = Which skin looks better?
who-judges = Who judges
who-judges-hint = M. Holm
your-progress = Your progress
