### Everything that the page says in English. The other languages' files beside this one say the same.
###
### Ids begin with the part of the page that they belong to. What stands in braces is put in by the page:
### numbers that are shown go through NUMBER, so that they are written in the reader's way.
###
### Words that are the same everywhere: a *survey* is asked by an *analyst* and run by a *server*; answers are
### *sealed* into two halves (*shares*); a *submission* has a *revision*; the server gives a *receipt* for it.

-product = Tacit

## What surrounds every state

layout-tagline = Private surveys
layout-skip = Skip to main content
layout-language = Language
layout-language-failed = The page’s texts in this language could not be loaded. Choose it again to try once more.
layout-promise = This page loads nothing from other websites and sets no cookies. On your device it keeps the language you choose until you close the tab, a draft only if you ask for one, and nothing else.
layout-title = { $heading } – { -product }
layout-title-survey = { $heading } – { $survey } – { -product }
layout-title-error = Error: { $title }
layout-error = Error:

## Several things in a row: A, B and C

list-separator = { ", " }
list-last = { " and " }
list-quoted = “{ $text }”

## The page without a session

landing-heading = Answers that nobody can read, results that everybody can trust
landing-lead = You answer a survey here. Your browser splits every answer into two sealed halves: one for the server, one for the analyst. Neither of them can read an answer. As long as they don’t pool what they have, only the statistics that the survey announces come out.
landing-label = Your invitation link
landing-hint = You find it in your invitation. It contains a # and is yours alone.
landing-button = Open the survey
landing-steps = How it works
landing-step-1-heading = You answer
landing-step-1 = The survey says who computes what, before you answer anything.
landing-step-2-heading = Your browser seals
landing-step-2 = Your answers leave your device only in two sealed halves, with a proof that they are within the form’s bounds.
landing-step-3-heading = Only the statistics come out
landing-step-3 = Server and analyst check the proofs and add up the halves. They open the sums, never an answer.
landing-command = You can also take part without a browser, with the program tacit-submit.
landing-no-link = This is no invitation link. It should look like https://host/s/…#…: copy it again, whole.
landing-damaged-session = The part of the link that names the survey is damaged. Copy the link again, whole, from your invitation.
landing-damaged-token = The part of the link after # is missing or damaged. Copy the link again, whole, from your invitation.

## While the survey is loaded

loading-heading = Opening the survey…
loading-body = Your browser asks the server for the survey and checks that it is the one in your link.

## Links that are no whole invitation

bad-link-heading = This link is not complete
bad-link-session = The part of the link that names the survey is damaged.
bad-link-no-token = The part of the link after # is missing. It is the part that lets you take part.
bad-link-token = The part of the link after # is damaged. It is the part that lets you take part.
bad-link-advice = Copy the whole link again from your invitation, to the last character. Some programs cut long links in two.

## Sessions that the server doesn't have

unknown-session-heading = There is no such survey here
unknown-session-body = This server has no survey with this link. The link may have been changed on its way, or the survey is on another server.
unknown-session-advice = Copy the link again from your invitation, or ask whoever sent it.

## Tokens that the session doesn't know

unknown-token-heading = This is not one of the survey’s invitations
unknown-token-body = The survey exists, but the part of your link after # is none that it knows.
unknown-token-advice = Copy the link again from your invitation, to the last character. If it is still refused, ask whoever invited you for a new one.

## Manifests that aren't the one in the link

swapped-heading = Stop: this is not the survey you were invited to
swapped-advice = Don’t answer. Tell whoever invited you, by a way other than this website.
swapped-body = Your link is made for one particular survey: its questions, its analyst, its rules. What the server sent is something else.
swapped-meaning = Somebody may have changed the questions, or who can open the answers. Your browser has shown you nothing of it and has sent nothing.

## No usable answer from the server

unreachable-heading = The server can’t be reached
unreachable-load = The survey could not be loaded. Check your connection and try again; nothing is lost.
unreachable-submit = Your answers are not submitted yet. Nothing you typed is lost as long as this tab stays open. Check your connection and try again.
unreachable-refused-load-heading = The survey can’t be opened
unreachable-refused-load = The survey could not be loaded.
unreachable-refused-submit-heading = Your answers were not accepted
unreachable-refused-submit = Your answers were not taken. Nothing you typed is lost as long as this tab stays open.
unreachable-retry = Try again
unreachable-back = Go back to my answers

## Why the server refused, or its answer can't be used

refusal-receipt = The server’s receipt is not signed with this survey’s key, or is about something else. Try again, and tell whoever invited you if it stays so.
refusal-answer = What came back is not the answer of a { -product } server of this version. Check the address; if it is right, tell whoever invited you.
refusal-manifest = The survey was made by another version of { -product }, or is damaged. Tell whoever invited you.
refusal-cohort = The server doesn’t say which cohort you are invited to. Don’t answer; tell whoever invited you.
refusal-seal = Your browser could not seal the answers. Reload the page and try again; if it stays so, use another browser.
refusal-not-understood = The server could not read what your browser sent. Reload the page and try again; if it stays so, tell whoever invited you.
refusal-too-large = Your submission is larger than the server takes. Reload the page and try again; if it stays so, tell whoever invited you.
refusal-revision-conflict = A newer submission was made with this link. Submit again to replace it.
refusal-too-many-revisions = This link has been used to submit too many times. The last submission counts; there is nothing left to do.
refusal-wrong-cohort = Your submission is of another cohort than your invitation. Open the link again: the page then shows your cohort.
refusal-unsealable = Your answers are not sealed for this survey. Open the link again and submit once more.
refusal-unavailable = The server can’t do this now. Try again in a moment; nothing is lost.
refusal-internal = The server failed. Try again; if it stays so, tell whoever invited you.
refusal-other = The server refused this. Reload the page and try again; if it stays so, tell whoever invited you.

## Waiting for the survey

waiting-unheard = The server can’t be reached at the moment. This page goes on trying.
not-yet-open-heading = The survey is not open yet
not-yet-open-opens = It opens on { $time }.
not-yet-open-by-hand = The analyst has not opened it yet.
not-yet-open-waiting = You can leave this page open: it looks again by itself and shows the questions as soon as the survey opens. The same link also works later.
paused-heading = The survey is paused
paused-body = The analyst has paused it. It takes no submissions for now.
paused-waiting = You can leave this page open: it looks again by itself and goes on as soon as the survey does. The same link also works later.
paused-kept = Your answers are not submitted yet. They are kept in this tab as long as it stays open.
lapsed-body = It takes no submissions for now. The analyst may put the close off until { $time }.

## After the close

closed-heading = The survey is closed
closed-counted = It takes no more submissions. Yours was received in time:
closed-nothing = It takes no more submissions. Nothing was submitted with this link.
closed-late = What you have just submitted came too late and was not taken: nothing of yours counts.
closed-late-counted = What you have just submitted came too late and was not taken. Revision { NUMBER($revision) } counts:
closed-since = It closed on { $time }.

## What the survey is

about-heading = About this survey
about-verified = Your browser has checked that this is the survey your link was made for.
about-analyst = Analyst
about-fingerprint = Fingerprint of the analyst’s keys
about-fingerprint-hint = Compare it with your invitation, if it is printed there.
about-server = Server
about-opened = Open since
about-opens = Opens
about-closes = Closes
about-closes-by-hand = When the analyst closes it
about-extendable = The analyst may put this off until { $time } at the latest.
about-smallest-group = Smallest group
about-threshold =
    { $people ->
        [one] Sums, averages and regressions are opened for groups of { NUMBER($people) } person or more.
       *[other] Sums, averages and regressions are opened only for groups of at least { NUMBER($people) } people.
    }
about-counts-exact = The server and the analyst learn exactly how many gave which answer. Results hide small numbers.
about-counts-noise = How many people are in a group is known only with noise, and so is whether they are enough.
about-computed = What will be computed
about-secret = What stays secret
about-secret-answers = Nobody learns your answers: not { $server }, not { $analyst }. Each of them gets one sealed half.
about-secret-computed = Nothing can be computed from the answers but what is listed here, and what follows from the same sums.
about-secret-submitted = { $server } learns that you submitted and when, not what. This holds as long as each of the two keeps to the rules; working together they could read everything.

## What is computed, by kind. Each is a title, followed by the analysis's groups where it has some.

analysis-submissions = Number of submissions
analysis-count = Number of answers to { $question }
analysis-sum = Sum of { $question }
analysis-mean = Mean of { $question }
analysis-standard-deviation = Standard deviation of { $question }
analysis-ratio = Ratio of { $question } to { $divisor }
analysis-frequency = Frequency of { $question }
analysis-regression = Regression of { $question } on { $questions }
analysis-weighted-mean = Mean of { $question } weighted by { $weight }
analysis-histogram = Median, quartiles and histogram of { $question } with limits at { $limits }
analysis-crosstab = Two-way table of { $rows } and { $columns }
analysis-correlation = Correlations between { $questions }
analysis-by = { $analysis } by { $groups }
analysis-each-cell = { $table }, each cell
analysis-row-totals = the row totals of { $table }
analysis-column-totals = the column totals of { $table }
analysis-group-totals = the group totals of { $table }
analysis-table-total = the total of { $table }

## The questions

form-heading = Your answers
form-continue = Continue
form-next = Nothing is sent yet: you check your answers first.
form-optional = (optional)
form-prefer-not = Prefer not to say
form-choose = Choose an option
form-yes = Yes
form-no = No
form-several = Choose all that apply.
form-problem = There is a problem
form-bounds-whole = A whole number from { $min } to { $max }.
form-bounds = From { $min } to { $max }. Decimals are written like this: { $example }.
form-replaces = You have already submitted (revision { NUMBER($revision) }, { $time }). Submitting again replaces it.

## Numbers that can be read in two ways

number-which = Which number do you mean?
number-thousands = { $number } (the “{ $separator }” separates the thousands)
number-decimals = { $number } (the “{ $separator }” comes before the decimals)

## What is wrong with an answer: which question (when it is listed), and what to do

error-entry = { $question }: { $problem }
error-entry-question = { $question } { $problem }
error-number = Enter a number between { $min } and { $max }.
error-number-unit = Enter a number between { $min } and { $max } { $unit }.
error-whole = Enter a whole number between { $min } and { $max }.
error-whole-unit = Enter a whole number between { $min } and { $max } { $unit }.
error-number-digits = Write it in digits, such as { $example }.
error-decimals =
    { $decimals ->
        [0] Write it without decimals.
        [one] Write at most { NUMBER($decimals) } decimal.
       *[other] Write at most { NUMBER($decimals) } decimals.
    }
error-boolean = Choose Yes or No.
error-choice = Choose one of the options.
error-multi = Choose one option or more.
error-repeated = Choose each option only once.
error-several = Give only one answer.
error-unknown-key = The form has no such question. Reload the page.

## Cohorts: groups of participants that the server knows

cohort-label = Your cohort
cohort-missing = Choose the group of participants that you belong to.
cohort-before = Its cohort: { $cohort }.
cohort-learnt = Your cohort is no secret: { $server } and { $analyst } learn which group of participants you belong to.
cohort-private = What must stay secret is asked as a question: results are then grouped by the sealed answers, and nobody learns who is in which group.
cohort-assigned = Your invitation is to this cohort; it can’t be changed here. If it is not yours, tell whoever invited you.

## Checking the answers

check-heading = Check your answers
check-lead = Only you see this page. When you go on, your browser seals the answers, and nobody can read them any more, you included.
check-overtaken = These answers are not taken yet: revision { NUMBER($revision) }, of { $time }, was submitted with this link in the meantime, in another tab or by somebody else. If you go on, your answers replace it.
check-nothing = Not answered
check-change = Change
check-change-question = : { $question }
check-submit = Seal and submit
check-back = Back to the questions

## Sealing

sealing-heading = Sealing in your browser…
sealing-body = Your answers are split into two halves, proved to be within bounds, sealed and sent. This takes a moment.

## The receipt

submitted-heading = Submitted
submitted-lead = The server has your sealed answers on disk and has signed this receipt.
submitted-receipt = Your receipt
submitted-digest = Digest
submitted-digest-hint = It identifies your sealed submission and says nothing about your answers.
submitted-revision = Revision
submitted-time = Received
submitted-next = What happens next
submitted-result = After the close, server and analyst check all proofs and open only the statistics that the survey announced.
submitted-replace = Until the survey closes you can use the same link to submit again. Only your last submission counts.
submitted-replace-until = Until the survey closes on { $time } you can use the same link to submit again. Only your last submission counts.
submitted-tab = Your answers are still in this tab, and nowhere else in the clear. Close the tab if others use this device.
submitted-again = Change my answers

## What leaves this browser: the bytes of a report, two halves of an answer, who learns what

trust-open = What leaves this browser
trust-close = Hide what leaves this browser
trust-lead-next = These are the very bytes that your browser sends when you submit. Nothing else of your answers leaves it then.
trust-lead-sent = These are the very bytes that your browser has sent. Nothing else of your answers left it.
trust-lead-practice = These are bytes like those that would be sent, of your practice answers. They were made and sealed as for submitting, and are not sent.
trust-failed = Your browser could not seal the answers to show them. Reload the page and try again.
trust-size =
    { $bytes ->
        [one] { NUMBER($bytes) } byte in all.
       *[other] { NUMBER($bytes) } bytes in all.
    }
trust-besides = With them go the token of your link, which lets you submit and of which the server keeps only the participant id, and, as to every website, your network address.
trust-length =
    { $bytes ->
        [one] { NUMBER($bytes) } byte
       *[other] { NUMBER($bytes) } bytes
    }
trust-whole = Show all bytes
trust-short = Show fewer bytes
trust-of = : { $part }
trust-version = Version
trust-version-what = The version of the protocol. Everybody can read it.
trust-report-id = Report id
trust-report-id-what = A random number, drawn for this report alone. Server and analyst can read it.
trust-participant-id = Participant id
trust-participant-id-what = A digest of your link’s token: it says which invitation was used. Server and analyst can read it, and whoever sent you the link may know that it is yours.
trust-revision = Revision
trust-revision-what = How many reports were sent with your link, this one included. Server and analyst can read it.
trust-cohort = Cohort
trust-cohort-what = The number of your group of participants; 0 if there is none. Server and analyst can read it.
trust-public-share = Public share
trust-public-share-what = Two random-looking checksums that tie the halves together, after 4 bytes that say their length. Server and analyst can read them; they say nothing of your answers.
trust-leader-share = Server’s half, sealed
trust-leader-share-what = One half of every answer, and of the proof that they are within bounds, after 4 bytes that say its length. Only the server can open it, and finds random numbers.
trust-helper-share = Analyst’s half, sealed
trust-helper-share-what = The seed of the other half, after 4 bytes that say its length. The server passes it on and can’t open it. Only the analyst can, and finds random numbers.
trust-answer-heading = The two halves of an answer
trust-answer-lead = Your browser writes every answer in digits 0 and 1, and splits each digit into two random numbers. One is for the server, one for the analyst; they are shown here before they are sealed. Divide their sum by the prime number { $modulus }: what remains is the digit. Either number alone says nothing.
trust-answer-choose = Answer to look at
trust-answer-value = Your answer: { $answer }
trust-answer-number = Written as how far it is above { $minimum }: add up what the digits 1 stand for.
trust-answer-fixed = There is only one possible answer: nothing of it has to be sent.
trust-answer-table = The digits of your answer to { $question } and their halves
trust-digit = Stands for
trust-digit-value = Digit
trust-digit-server = Server’s half
trust-digit-analyst = Analyst’s half
trust-digit-presence = Answered
trust-digit-further = { $count } more ticked
trust-reshare = Split again with other random numbers
trust-reshare-hint = The answers stay the same. All bytes above change, but for the version and what says who and which.
trust-reshared = Split again: all halves are new, and this new report is the one that your browser will send.
trust-reshared-practice = Split again: all halves are new, and the answers are the same.
trust-who-heading = Who takes part
trust-server = Server
trust-server-run-by = Run by { $name }, as they call themselves, at { $host }
trust-server-unnamed = At { $host }. Whoever runs it gives no name.
trust-server-keys = Server’s keys for this survey
trust-analyst = Analyst
trust-analyst-keys = Analyst’s keys
trust-keys-words = The same in words, to compare by voice:
trust-purpose = Purpose
trust-threshold = Smallest group
trust-noise = Noise
trust-noise-none = None: nothing is added to the results, they are exact.
trust-noise-some = Before anything is shown, to them neither, the server and the analyst each add random noise to every result and to every number of people in a group, as much as differential privacy asks for a budget of ε = { $epsilon }. The smaller it is, the more noise there is, and the less anybody can work out about any one person.
trust-learns-heading = Who learns what
trust-learns-server =
    { $server } learns that your link was used to submit, when, how often and from which network address; whether your report is valid; and { $noise ->
        [yes] about how many people are in each group (with noise)
       *[no] how many people are in each group
    }. It learns none of your answers, and the results only if the analyst publishes them.
trust-learns-analyst =
    { $analyst } learns who was invited, how many submitted and with which invitations, { $noise ->
        [yes] about how many people are in each group (with noise)
       *[no] how many people are in each group
    }, and the results. It learns none of your answers.
trust-learns-both = Together they could read every answer. That the two don’t work together is what you rely on.
trust-learns-page = The server also serves this page. A server that cheats could serve one that sends your answers in the clear; who can’t rule that out uses the program tacit-submit.
trust-kept-heading = How long it is kept
trust-kept-until = The server keeps the sealed reports, with which links and when they were submitted, and what is published, until the analyst or whoever runs the server deletes the survey there. The survey itself sets no date.
trust-kept-key = The server’s key for this survey is deleted when the results are released, or with the survey if that is sooner. Whoever steals the server’s database after that opens nothing of it.
trust-kept-copies = Copies of the key may be left: if the server is cut off in the middle of that, until it starts again (with MongoDB: for up to an hour), and at the latest until the release is fetched again; with MongoDB also in its journal, until that is written over; and in backups made before, as long as they are kept.
trust-kept-analyst = The analyst keeps the results and the file with the invitations for as long as they choose, and has no answers to keep.

## Practice: everything but the sending

practice-try = Try it without submitting
practice-try-hint = Practise with made-up answers: everything happens but the sending.
practice-banner = Practice: nothing that you enter here is sent.
practice-leave = Leave the practice
practice-title = Practice: { $title }
practice-check-lead = Only you see this page. When you go on, your browser seals the practice answers, and sends nothing.
practice-seal = Seal, and send nothing
practice-sealing-body = Your practice answers are split into two halves, proved to be within bounds, and sealed. Nothing is sent.
practice-done-heading = Sealed, and not sent
practice-done-lead = Your browser has done everything but the last step. The server has received nothing of it, so there is no receipt. When you leave the practice, it is forgotten.
practice-change = Change the practice answers

## The receipt: to keep, and what became of the submission

receipt-signature = Signature of the server
receipt-save = Save the receipt
receipt-supersedes = This receipt takes the place of those of earlier submissions with this link. An earlier receipt that you have saved can still be checked under “{ saved-heading }”: it is genuine, and its submission is replaced.
receipt-print = Print
receipt-qr = QR code of the whole receipt
receipt-qr-hint = The code holds the text of the saved file: the address of the server, the survey, and the signed receipt with its digest. Nothing in it is secret. A telephone’s camera shows this text: save it as a file, and check it on this page at any time, or with the program tacit-submit.
receipt-show = Show my receipt
receipt-earlier-heading = You have submitted
receipt-change = Go to the questions
receipt-state-heading = Where it stands
receipt-asking = Asking the server…
receipt-received = Received. This is your newest submission; it counts when the survey closes, unless you replace it.
receipt-not-fixed = Received. The set of what counts isn’t fixed yet: once it is, the server can prove here that yours is in it. Look again later.
receipt-replaced = Replaced by revision { NUMBER($revision) } of { $time }, submitted with the same link. Only your last submission counts.
receipt-counted =
    { $submitted ->
        [one] Counted: it is the only submission in the closed set.
       *[other] Counted: it is number { NUMBER($number) } of the { NUMBER($submitted) } submissions in the closed set.
    } Your browser has checked the proof of this against the closing statement that the server has signed.
receipt-counted-newest =
    { $submitted ->
        [one] Revision { NUMBER($revision) } is counted: it is the only submission in the closed set.
       *[other] Revision { NUMBER($revision) } is counted: it is number { NUMBER($number) } of the { NUMBER($submitted) } submissions in the closed set.
    } Your browser has checked the proof of this against the closing statement that the server has signed.
receipt-statement = Root of the closed set
receipt-unheard = The server can’t be asked at the moment. Your receipt is valid all the same.
receipt-look = Look again
receipt-broken-heading = Warning: the server does not prove that it counts your submission
receipt-broken-signature = Its answer is not signed with this survey’s key.
receipt-broken-session = Its answer is about another survey.
receipt-broken-report = It names another submission as your newest, though it signed your receipt.
receipt-broken-withheld = It has closed the set of what counts, and gives no proof that your submission is in it.
receipt-broken-proof = Its proof does not lead from your submission to the closed set that it has signed.
receipt-broken-unknown = It says that it doesn’t know your submission, though it signed your receipt.
receipt-broken-advice = Save your receipt: it shows that the server had your submission. Look again; if this stays, tell whoever invited you, by a way other than this website.
saved-heading = Check a saved receipt
saved-hint = Choose the file that was saved after submitting. Your browser checks its signature and asks this server what became of the submission. The file stays with you.
saved-choose = Choose a receipt
saved-survey = Survey
saved-genuine = Genuine: this survey’s server has signed it.
saved-no-receipt = This is no receipt, or not all of one. Choose the file as it was saved after submitting.
saved-version = This receipt was saved by another version of { -product }. Check it with that version.
saved-other-server = This receipt is of the server at { $host }. Check it on that server’s home page, or with tacit-submit.
saved-other-survey = This receipt is of another survey. Check it on this server’s home page, or with the link to that survey.
saved-other-link = This receipt is genuine, but of a submission with another link than yours.
saved-unknown-survey = This server knows no such survey: it was deleted, or the receipt is false.
saved-swapped = What this server gives out as the receipt’s survey is another one. Don’t trust it; tell whoever invited you, by a way other than this website.
saved-forged = Forged: this survey’s server has not signed it. It proves nothing, whoever gave it to you.
saved-unheard = The server can’t be asked at the moment. Try again later.
receipt-result-heading = Results
receipt-result-none = The analyst has published no results here yet. Open this link again later.
receipt-result-unheard = The results can’t be asked for at the moment.
receipt-result-verified = Your browser has checked that the analyst has signed these results, and that they are of the set that the server has closed.
receipt-result-signature = What is published as the result is not signed by this survey’s analyst.
receipt-result-statement = What is published as the result is of a set that this survey’s server didn’t close.
receipt-result-other-set = What is published as the result is of another set than the one in which your submission counts.
receipt-result-unproven = The server doesn’t prove that your submission counts. So nothing shows that what is published as the result is of the right set.
receipt-result-malformed = What is published as the result can’t be read, or is of another survey.
receipt-result-advice = Nothing of it is shown. Tell whoever invited you.
receipt-result-accepted =
    { $accepted ->
        [one] Of { NUMBER($accepted) } valid submission.
       *[other] Of { NUMBER($accepted) } valid submissions.
    }
receipt-result-of = Group
receipt-result-variable = Variable
receipt-result-figure = Result
receipt-result-people = People
receipt-result-all = Everybody
receipt-result-intercept = Where all of these are 0
receipt-result-error = ± { $error } (standard error)
receipt-result-noise = ± { $error } (noise)
receipt-result-cohorts = Counted submissions of each cohort
receipt-result-by-cohort = The same of each cohort
receipt-result-interval = (95%: { $from } to { $to }; { $p })
receipt-result-independence = Independence of rows and columns: { $statistic }, degrees of freedom { $freedom }, { $p }
receipt-result-noise-each = Each number ± { $error } (noise); with noise, parts need not add up.
receipt-result-bin = { $from } to under { $to }
receipt-result-bin-last = { $from } to { $to }
receipt-result-lower-quartile = Lower quartile
receipt-result-median = Median
receipt-result-upper-quartile = Upper quartile
receipt-result-between = (certainly between { $from } and { $to })
receipt-result-withheld = Withheld: it could tell of too few people
receipt-result-undefined = Can’t be computed

## Tables

grid-total = Total
grid-total-all = Total of the table
grid-unit = Unit: { $unit }.
grid-computed = Computed from your other answers.
grid-blank-zero = An empty cell counts as 0.
grid-blank-absent = Cells may be left empty.
grid-blank-error = Every cell needs a number.
grid-keys = Move with the arrow keys (with Ctrl to the edge of filled cells), select with Shift or by the headings, copy and paste as in a spreadsheet, fill down with Ctrl+D, undo with Ctrl+Z.
grid-selected = Selected: { NUMBER($rows) } × { NUMBER($columns) } cells.
grid-copied =
    { $count ->
        [one] { NUMBER($count) } cell copied.
       *[other] { NUMBER($count) } cells copied.
    }
grid-pasted =
    { $count ->
        [one] { NUMBER($count) } cell filled.
       *[other] { NUMBER($count) } cells filled.
    }
grid-filled =
    { $count ->
        [one] { NUMBER($count) } cell filled.
       *[other] { NUMBER($count) } cells filled.
    }
grid-cleared =
    { $count ->
        [one] { NUMBER($count) } cell emptied.
       *[other] { NUMBER($count) } cells emptied.
    }
grid-outside =
    { $count ->
        [one] { NUMBER($count) } value was left out: it is beyond the table’s edge.
       *[other] { NUMBER($count) } values were left out: they are beyond the table’s edge.
    }
grid-locked =
    { $count ->
        [one] { NUMBER($count) } value was left out: its cell can’t be changed.
       *[other] { NUMBER($count) } values were left out: their cells can’t be changed.
    }
grid-no-numbers =
    { $count ->
        [one] { NUMBER($count) } cell holds no number that it takes: { $place }.
       *[other] { NUMBER($count) } cells hold no number that they take, the first at { $place }.
    }
grid-undone = Undone.
grid-redone = Redone.
grid-nothing = There is nothing to undo.
grid-more =
    { $count ->
        [one] { NUMBER($count) } more cell
       *[other] { NUMBER($count) } more cells
    }
grid-unclear =
    { $count ->
        [one] { NUMBER($count) } cell: “{ $typed }”.
       *[other] { NUMBER($count) } cells, the first: “{ $typed }”.
    }

## Doubts about answers, to be settled before they are submitted

check-doubts = Is this right?
check-confirm = I have looked at this, and my answers are right.
check-unconfirmed = Correct the answers, or say that they are right.

## Files: answers from a spreadsheet, and templates

files-heading = Fill in from a spreadsheet
files-lead = Your browser reads the file itself: nothing of it is sent. You see what would be taken before anything is filled in.
files-choose = Choose a file
files-drop = or drop it here (.xlsx, .ods or .csv)
files-template = Download a template to fill in:
files-template-xlsx = Workbook (.xlsx)
files-template-csv = Text with separators (.csv)
files-reading = Reading { $name }…
files-writing = Making the template…
files-saved = The template is saved as { $name }.
files-failed = The file could not be handled: the program for spreadsheets did not load, or gave up. Try again, or type your answers.
files-used =
    { $count ->
        [one] { NUMBER($count) } answer was taken from { $name }. You can still change everything.
       *[other] { NUMBER($count) } answers were taken from { $name }. You can still change everything.
    }
files-undo = Put back what was there before
files-undone = What { $name } changed is as it was before, but where you have changed it since.
files-refused = Nothing can be taken from { $name }
files-close = Close
files-preview = What will be taken from { $name }
files-column-table = Table
files-column-place = First cell
files-column-taken = Taken
files-column-blank = Blank
files-column-problems = Not taken
files-column-question = Question
files-column-before = Now
files-column-after = From the file
files-others =
    { $count ->
        [one] { NUMBER($count) } answer to another question is taken, too.
       *[other] { NUMBER($count) } answers to other questions are taken, too.
    }
files-rounded =
    { $count ->
        [one] { NUMBER($count) } number is rounded to the decimals that are asked for.
       *[other] { NUMBER($count) } numbers are rounded to the decimals that are asked for.
    }
files-unmatched = Not in the file: { $questions }
files-hidden-sheets = Nothing is taken from hidden sheets: { $sheets }
files-by-place = “{ $table }”: some cells are taken by their place alone. These headings are not beside them: { $headings }
files-blank = Blank cells leave your answers as they are.
files-problems = Cells that can’t be taken
files-outside = Numbers that the form doesn’t take
files-values = All values that are taken
files-replaced = Answers that will change
files-more =
    { $count ->
        [one] and { NUMBER($count) } more
       *[other] and { NUMBER($count) } more
    }
files-use = Use these answers
files-cancel = Cancel
files-unknown-format = This is no spreadsheet that can be read here. Save it as .xlsx, .ods or .csv.
files-old-or-locked = This file is in an old format, or it has a password. Save it as .xlsx without a password.
files-damaged = The file is damaged. Open it in your spreadsheet program and save it again.
files-too-large = The file is larger than { NUMBER($megabytes) } MB, packed or unpacked. Keep only the sheets that are asked for.
files-too-many-sheets = The file has more than { NUMBER($limit) } sheets. Keep only those that are asked for.
files-too-many-cells = The file has more than { NUMBER($limit) } cells. Keep only the sheets that are asked for.
files-empty = The file is empty.
files-wrong-template = The file is not made for this form. Compare it with the template:
files-no-sheet = There is no sheet “{ $sheet }”.
files-no-table = The table “{ $table }” is not there.
files-headings = The table “{ $table }” lacks these headings: { $missing }
files-ambiguous = Several places could be the table “{ $table }”. Write its title above the right one.
files-hidden = The table “{ $table }” is on the hidden sheet “{ $sheet }”. Show the sheet if it is meant.
files-nothing = None of the form’s questions is there.
files-cell-number = “{ $text }” is no number
files-cell-ambiguous = “{ $text }” may be { $thousands } or { $decimals }
files-cell-date = a date is no number
files-cell-error = the formula’s result is the error { $code }
files-cell-uncomputed = the formula has no result yet: open the file in your spreadsheet program and save it
files-cell-percentage = { $text } is a percentage: write the number that is asked for
files-cell-merged = it is merged with { $cell } and has no number of its own
files-cell-decimals =
    { $decimals ->
        [0] { $text } is not a whole number
       *[other] { $text } has more than { NUMBER($decimals) } decimals
    }
files-cell-yes-no = “{ $text }” is neither yes nor no
files-cell-option = “{ $text }” is none of the options
files-cell-other = this can’t be read here

## Drafts: only if the reader asks for one

draft-keep = Keep my answers as a draft on this device
draft-keep-hint = Encrypted with a passphrase, in this browser’s storage, until you submit or delete it. Whoever uses this device can see that there is a draft for this survey, but not what is in it. Unless you ask for it, nothing is kept.
draft-passphrase = Passphrase of the draft
draft-passphrase-hint = Choose one that others can’t guess. If you forget it, the draft is lost.
draft-readable = Show the passphrase
draft-begin = Keep a draft
draft-working = One moment…
draft-kept = A draft is kept, encrypted, and follows what you enter.
draft-saved = Last saved: { $time }
draft-delete = Delete the draft
draft-found = There is a draft of your answers on this device.
draft-found-hint = Enter its passphrase to go on with it. It takes the place of what is filled in here.
draft-open = Open the draft
draft-wrong = This is not the passphrase of the draft. Try again.
draft-damaged = What is kept here can’t be read by this page. Delete it.
draft-empty = Enter a passphrase.
draft-memory = There is too little memory to check the passphrase. Close other programs or tabs and try again.
draft-refused = This browser’s storage doesn’t take the draft: it is not kept.
draft-refused-older = This browser’s storage doesn’t take what you entered last. An older draft is still kept.
