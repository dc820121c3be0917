### كل ما تقوله الصفحة بالعربية. المعرّفات وما يُدرج في الجمل: انظر en.ftl.
###
### الكلمات: استبيان، محلِّل، خادم، خَتْم، نصف (share)، إرسال (submission)، نسخة (revision)، إيصال (receipt).

-product = Tacit

## ما يحيط بكل حالة

layout-tagline = استبيانات خاصة
layout-skip = الانتقال إلى المحتوى الرئيسي
layout-language = اللغة
layout-language-failed = تعذّر تحميل نصوص الصفحة بهذه اللغة. اخترها مرة أخرى لإعادة المحاولة.
layout-promise = لا تحمّل هذه الصفحة شيئًا من مواقع أخرى ولا تضع ملفات تعريف ارتباط. وتحتفظ على جهازك باللغة التي تختارها إلى أن تغلق اللسان، وبمسودة إن طلبتها فقط، ولا شيء غير ذلك.
layout-title = { $heading } – { -product }
layout-title-survey = { $heading } – { $survey } – { -product }
layout-title-error = خطأ: { $title }
layout-error = خطأ:

## عدة أشياء متتالية

list-separator = { "، " }
list-last = { " و" }
list-quoted = «{ $text }»

## الصفحة من دون استبيان

landing-heading = إجابات لا يستطيع أحد قراءتها، ونتائج يستطيع الجميع الوثوق بها
landing-lead = هنا تجيب عن استبيان. يقسم متصفحك كل إجابة إلى نصفين مختومين: نصف للخادم ونصف للمحلِّل. لا يستطيع أيٌّ منهما قراءة إجابة. وما داما لا يجمعان ما لديهما، فلا تخرج إلا الإحصاءات التي يعلنها الاستبيان.
landing-label = رابط دعوتك
landing-hint = تجده في دعوتك. يحتوي على العلامة # وهو لك وحدك.
landing-button = فتح الاستبيان
landing-steps = كيف يعمل ذلك
landing-step-1-heading = أنت تجيب
landing-step-1 = يبيّن الاستبيان من يحسب ماذا قبل أن تجيب عن أي شيء.
landing-step-2-heading = متصفحك يختم
landing-step-2 = لا تغادر إجاباتك جهازك إلا في نصفين مختومين، مع برهان على أنها ضمن حدود النموذج.
landing-step-3-heading = لا تخرج إلا الإحصاءات
landing-step-3 = يتحقق الخادم والمحلِّل من البراهين ويجمعان الأنصاف. يفتحان المجاميع، ولا يفتحان إجابة أبدًا.
landing-command = يمكنك المشاركة أيضًا من دون متصفح، باستخدام البرنامج tacit-submit.
landing-no-link = هذا ليس رابط دعوة. ينبغي أن يشبه { "\u2066" }https://host/s/…#…{ "\u2069" } فانسخه كاملًا مرة أخرى.
landing-damaged-session = جزء الرابط الذي يحدد الاستبيان تالف. انسخ الرابط كاملًا مرة أخرى من دعوتك.
landing-damaged-token = جزء الرابط الذي يلي العلامة # ناقص أو تالف. انسخ الرابط كاملًا مرة أخرى من دعوتك.

## أثناء تحميل الاستبيان

loading-heading = جارٍ فتح الاستبيان…
loading-body = يطلب متصفحك الاستبيان من الخادم ويتحقق من أنه الاستبيان المذكور في رابطك.

## روابط ليست دعوة كاملة

bad-link-heading = هذا الرابط غير كامل
bad-link-session = جزء الرابط الذي يحدد الاستبيان تالف.
bad-link-no-token = جزء الرابط الذي يلي العلامة # ناقص، وهو الجزء الذي يتيح لك المشاركة.
bad-link-token = جزء الرابط الذي يلي العلامة # تالف، وهو الجزء الذي يتيح لك المشاركة.
bad-link-advice = انسخ الرابط كاملًا مرة أخرى من دعوتك حتى آخر حرف. فبعض البرامج تقطع الروابط الطويلة إلى قسمين.

## استبيانات ليست لدى الخادم

unknown-session-heading = لا يوجد هنا استبيان كهذا
unknown-session-body = ليس لدى هذا الخادم استبيان بهذا الرابط. ربما تغيّر الرابط في الطريق، أو أن الاستبيان على خادم آخر.
unknown-session-advice = انسخ الرابط مرة أخرى من دعوتك، أو اسأل من أرسله إليك.

## دعوات لا يعرفها الاستبيان

unknown-token-heading = هذه ليست من دعوات الاستبيان
unknown-token-body = الاستبيان موجود، لكنه لا يعرف جزء رابطك الذي يلي العلامة #.
unknown-token-advice = انسخ الرابط مرة أخرى من دعوتك حتى آخر حرف. وإذا ظل مرفوضًا فاطلب رابطًا جديدًا ممن دعاك.

## استبيان غير المذكور في الرابط

swapped-heading = توقف: هذا ليس الاستبيان الذي دُعيت إليه
swapped-advice = لا تُجب. أخبر من دعاك بطريقة أخرى غير هذا الموقع.
swapped-body = رابطك معدّ لاستبيان بعينه: أسئلته ومحلِّله وقواعده. وما أرسله الخادم شيء آخر.
swapped-meaning = ربما غيّر أحدهم الأسئلة، أو غيّر من يستطيع فتح الإجابات. لم يعرض لك متصفحك شيئًا من ذلك ولم يرسل شيئًا.

## لا إجابة صالحة من الخادم

unreachable-heading = يتعذر الوصول إلى الخادم
unreachable-load = تعذّر تحميل الاستبيان. تحقق من اتصالك وحاول مرة أخرى؛ لم يضِع شيء.
unreachable-submit = لم تُرسَل إجاباتك بعد. لن يضيع شيء مما كتبته ما دامت علامة التبويب هذه مفتوحة. تحقق من اتصالك وحاول مرة أخرى.
unreachable-refused-load-heading = لا يمكن فتح الاستبيان
unreachable-refused-load = تعذّر تحميل الاستبيان.
unreachable-refused-submit-heading = لم تُقبل إجاباتك
unreachable-refused-submit = لم تُستلم إجاباتك. لن يضيع شيء مما كتبته ما دامت علامة التبويب هذه مفتوحة.
unreachable-retry = المحاولة مرة أخرى
unreachable-back = العودة إلى إجاباتي

## لماذا رفض الخادم، أو لماذا لا تصلح إجابته

refusal-receipt = إيصال الخادم غير موقَّع بمفتاح هذا الاستبيان، أو أنه يخص شيئًا آخر. حاول مرة أخرى، وإن استمر ذلك فأخبر من دعاك.
refusal-answer = ما وصل ليس إجابة خادم { -product } من هذا الإصدار. تحقق من العنوان؛ فإن كان صحيحًا فأخبر من دعاك.
refusal-manifest = أُعدّ الاستبيان بإصدار آخر من { -product }، أو أنه تالف. أخبر من دعاك.
refusal-cohort = لا يقول الخادم إلى أي فوج دُعيت. لا تُجب، وأخبر من دعاك.
refusal-seal = لم يستطع متصفحك ختم الإجابات. أعد تحميل الصفحة وحاول مرة أخرى؛ وإن استمر ذلك فاستخدم متصفحًا آخر.
refusal-not-understood = لم يستطع الخادم قراءة ما أرسله متصفحك. أعد تحميل الصفحة وحاول مرة أخرى؛ وإن استمر ذلك فأخبر من دعاك.
refusal-too-large = إرسالك أكبر مما يقبله الخادم. أعد تحميل الصفحة وحاول مرة أخرى؛ وإن استمر ذلك فأخبر من دعاك.
refusal-revision-conflict = جرى إرسال أحدث بهذا الرابط. أرسل مرة أخرى ليحل محله.
refusal-too-many-revisions = استُخدم هذا الرابط للإرسال مرات أكثر مما ينبغي. الإرسال الأخير هو المحسوب؛ ولم يبقَ ما تفعله.
refusal-wrong-cohort = إرسالك من فوج غير الفوج الذي دُعيت إليه. افتح الرابط مرة أخرى، فتُظهر الصفحة فوجك.
refusal-unsealable = إجاباتك غير مختومة لهذا الاستبيان. افتح الرابط مجددًا وأرسل مرة أخرى.
refusal-unavailable = لا يستطيع الخادم ذلك الآن. حاول مرة أخرى بعد قليل؛ لم يضِع شيء.
refusal-internal = حدث خطأ في الخادم. حاول مرة أخرى، وإن استمر ذلك فأخبر من دعاك.
refusal-other = رفض الخادم ذلك. أعد تحميل الصفحة وحاول مرة أخرى؛ وإن استمر ذلك فأخبر من دعاك.

## انتظار الاستبيان

waiting-unheard = يتعذر الوصول إلى الخادم حاليًا. تواصل هذه الصفحة المحاولة.
not-yet-open-heading = لم يُفتح الاستبيان بعد
not-yet-open-opens = يُفتح في { $time }.
not-yet-open-by-hand = لم يفتحه المحلِّل بعد.
not-yet-open-waiting = يمكنك ترك هذه الصفحة مفتوحة: فهي تتحقق من تلقاء نفسها وتعرض الأسئلة حالما يُفتح الاستبيان. والرابط نفسه صالح لاحقًا أيضًا.
paused-heading = الاستبيان متوقف مؤقتًا
paused-body = أوقفه المحلِّل مؤقتًا، وهو لا يستقبل إرسالات الآن.
paused-waiting = يمكنك ترك هذه الصفحة مفتوحة: فهي تتحقق من تلقاء نفسها وتتابع حالما يُستأنف الاستبيان. والرابط نفسه صالح لاحقًا أيضًا.
paused-kept = لم تُرسَل إجاباتك بعد. وهي محفوظة في علامة التبويب هذه ما دامت مفتوحة.
lapsed-body = لا يستقبل إرسالات الآن. يمكن للمحلِّل تأجيل الإغلاق حتى { $time }.

## بعد الإغلاق

closed-heading = الاستبيان مغلق
closed-counted = لم يعد يستقبل إرسالات. وقد وصل إرسالك في الوقت المحدد:
closed-nothing = لم يعد يستقبل إرسالات. ولم يُرسَل شيء بهذا الرابط.
closed-late = وصل ما أرسلته للتو متأخرًا ولم يُقبل: لا يُحتسب لك شيء.
closed-late-counted = وصل ما أرسلته للتو متأخرًا ولم يُقبل. تُحتسب النسخة { NUMBER($revision) }:
closed-since = أُغلق في { $time }.

## ما هو الاستبيان

about-heading = عن هذا الاستبيان
about-verified = تحقق متصفحك من أن هذا هو الاستبيان الذي أُعدّ له رابطك.
about-analyst = المحلِّل
about-fingerprint = بصمة مفاتيح المحلِّل
about-fingerprint-hint = قارنها بدعوتك إن كانت مذكورة فيها.
about-server = الخادم
about-opened = مفتوح منذ
about-opens = يُفتح
about-closes = يُغلق
about-closes-by-hand = عندما يغلقه المحلِّل
about-extendable = يمكن للمحلِّل تأجيل ذلك حتى { $time } على أبعد تقدير.
about-smallest-group = أصغر مجموعة
about-threshold =
    { $people ->
        [one] تُفتح المجاميع والمتوسطات والانحدارات ابتداءً من شخص واحد ({ NUMBER($people) }).
        [two] لا تُفتح المجاميع والمتوسطات والانحدارات إلا لمجموعات من شخصين ({ NUMBER($people) }) على الأقل.
        [few] لا تُفتح المجاميع والمتوسطات والانحدارات إلا لمجموعات من { NUMBER($people) } أشخاص على الأقل.
        [many] لا تُفتح المجاميع والمتوسطات والانحدارات إلا لمجموعات من { NUMBER($people) } شخصًا على الأقل.
       *[other] لا تُفتح المجاميع والمتوسطات والانحدارات إلا لمجموعات من { NUMBER($people) } شخص على الأقل.
    }
about-counts-exact = يعرف الخادم والمحلِّل بدقة عدد من أعطى كل إجابة. وتُخفي النتائج الأعداد الصغيرة.
about-counts-noise = ولا يُعرف عدد الأشخاص في مجموعة إلا مع تشويش، وكذلك هل يكفي عددهم.
about-computed = ما سيُحسب
about-secret = ما يبقى سرًّا
about-secret-answers = لا يعرف أحد إجاباتك: لا { $server } ولا { $analyst }. فكلٌّ منهما يحصل على نصف مختوم.
about-secret-computed = لا يمكن أن يُحسب من الإجابات غير المذكور هنا وما ينتج عن المجاميع نفسها.
about-secret-submitted = يعرف { $server } أنك أرسلت ومتى، ولا يعرف ماذا. يصح هذا ما دام كلٌّ منهما ملتزمًا بالقواعد؛ ولو تعاونا لاستطاعا قراءة كل شيء.

## ما يُحسب، بحسب نوعه

analysis-submissions = عدد الإرسالات
analysis-count = عدد الإجابات عن { $question }
analysis-sum = مجموع { $question }
analysis-mean = متوسط { $question }
analysis-standard-deviation = الانحراف المعياري لـ { $question }
analysis-ratio = نسبة { $question } إلى { $divisor }
analysis-frequency = تكرار { $question }
analysis-regression = انحدار { $question } على { $questions }
analysis-weighted-mean = متوسط { $question } مرجَّحًا بـ { $weight }
analysis-histogram = الوسيط والربيعات والمدرَّج التكراري لـ { $question } بالحدود { $limits }
analysis-crosstab = جدول متقاطع لـ { $rows } و{ $columns }
analysis-correlation = الارتباطات بين { $questions }
analysis-by = { $analysis } بحسب { $groups }
analysis-each-cell = { $table }، لكل خلية
analysis-row-totals = مجاميع صفوف { $table }
analysis-column-totals = مجاميع أعمدة { $table }
analysis-group-totals = مجاميع مجموعات { $table }
analysis-table-total = المجموع الكلي لـ { $table }

## الأسئلة

form-heading = إجاباتك
form-continue = متابعة
form-next = لن يُرسَل شيء بعد: ستراجع إجاباتك أولًا.
form-optional = (اختياري)
form-prefer-not = أفضّل عدم الإجابة
form-choose = اختر أحد الخيارات
form-yes = نعم
form-no = لا
form-several = اختر كل ما ينطبق.
form-problem = هناك مشكلة
form-bounds-whole = عدد صحيح من { $min } إلى { $max }.
form-bounds = من { $min } إلى { $max }. تُكتب الكسور العشرية هكذا: { $example }.
form-replaces = لقد أرسلت إجاباتك من قبل (النسخة { NUMBER($revision) }، { $time }). والإرسال مرة أخرى يحل محلها.

## أعداد يمكن أن تُقرأ بطريقتين

number-which = أيّ عدد تقصد؟
number-thousands = { $number } (العلامة «{ $separator }» تفصل الآلاف)
number-decimals = { $number } (العلامة «{ $separator }» تسبق الكسور العشرية)

## ما الخطأ في إجابة

error-entry = { $question }: { $problem }
error-entry-question = { $question } { $problem }
error-number = أدخل عددًا بين { $min } و{ $max }.
error-number-unit = أدخل عددًا بين { $min } و{ $max } { $unit }.
error-whole = أدخل عددًا صحيحًا بين { $min } و{ $max }.
error-whole-unit = أدخل عددًا صحيحًا بين { $min } و{ $max } { $unit }.
error-number-digits = اكتبه بالأرقام، مثل { $example }.
error-decimals =
    { $decimals ->
        [0] اكتبه من دون كسور عشرية.
        [one] اكتب منزلة عشرية واحدة ({ NUMBER($decimals) }) على الأكثر.
        [two] اكتب منزلتين عشريتين ({ NUMBER($decimals) }) على الأكثر.
        [few] اكتب { NUMBER($decimals) } منازل عشرية على الأكثر.
        [many] اكتب { NUMBER($decimals) } منزلة عشرية على الأكثر.
       *[other] اكتب { NUMBER($decimals) } منزلة عشرية على الأكثر.
    }
error-boolean = اختر نعم أو لا.
error-choice = اختر أحد الخيارات.
error-multi = اختر خيارًا واحدًا أو أكثر.
error-repeated = اختر كل خيار مرة واحدة فقط.
error-several = أعط إجابة واحدة فقط.
error-unknown-key = ليس في النموذج سؤال كهذا. أعد تحميل الصفحة.

## Cohorts: groups of participants that the server knows

cohort-label = فوجك
cohort-missing = اختر مجموعة المشاركين التي تنتمي إليها.
cohort-before = فوجها: { $cohort }.
cohort-learnt = فوجك ليس سرًّا: يعرف { $server } و{ $analyst } إلى أي مجموعة من المشاركين تنتمي.
cohort-private = ما يجب أن يبقى سرًّا يُسأل عنه في سؤال: تُجمَّع النتائج حينئذ بحسب الإجابات المختومة، ولا يعرف أحد من في أي مجموعة.
cohort-assigned = دعوتك إلى هذا الفوج، ولا يمكن تغييره هنا. وإن لم يكن فوجك فأخبر من دعاك.

## مراجعة الإجابات

check-heading = راجع إجاباتك
check-lead = لا يرى هذه الصفحة أحد سواك. عندما تتابع يختم متصفحك الإجابات، فلا يستطيع أحد قراءتها بعد ذلك، ولا أنت.
check-overtaken = لم تُقبل هذه الإجابات بعد: أُرسلت في هذه الأثناء النسخة { NUMBER($revision) } في { $time } بهذا الرابط، في لسان آخر أو من شخص آخر. إن تابعت حلّت إجاباتك محلها.
check-nothing = لم تُجب
check-change = تغيير
check-change-question = : { $question }
check-submit = الختم والإرسال
check-back = العودة إلى الأسئلة

## الختم

sealing-heading = جارٍ الختم في متصفحك…
sealing-body = تُقسم إجاباتك إلى نصفين، ويُبرهَن على أنها ضمن الحدود، ثم تُختم وتُرسَل. يستغرق ذلك لحظة.

## الإيصال

submitted-heading = تم الإرسال
submitted-lead = حفظ الخادم إجاباتك المختومة ووقّع هذا الإيصال.
submitted-receipt = إيصالك
submitted-digest = البصمة
submitted-digest-hint = تميّز إرسالك المختوم ولا تقول شيئًا عن إجاباتك.
submitted-revision = النسخة
submitted-time = وقت الاستلام
submitted-next = ماذا يحدث بعد ذلك
submitted-result = بعد الإغلاق يتحقق الخادم والمحلِّل من كل البراهين ولا يفتحان إلا الإحصاءات التي أعلنها الاستبيان.
submitted-replace = يمكنك الإرسال مجددًا بالرابط نفسه إلى أن يُغلق الاستبيان. ولا يُحسب إلا إرسالك الأخير.
submitted-replace-until = يمكنك الإرسال مجددًا بالرابط نفسه إلى أن يُغلق الاستبيان في { $time }. ولا يُحسب إلا إرسالك الأخير.
submitted-tab = لا تزال إجاباتك في علامة التبويب هذه، وليست في أي مكان آخر من دون ختم. أغلق علامة التبويب إذا كان غيرك يستخدم هذا الجهاز.
submitted-again = تغيير إجاباتي

## What leaves this browser: the bytes of a report, two halves of an answer, who learns what

trust-open = ما الذي يغادر هذا المتصفح
trust-close = إخفاء ما يغادر هذا المتصفح
trust-lead-next = هذه هي البايتات نفسها التي سيرسلها متصفحك عند الإرسال. ولا يغادره معها من إجاباتك شيء آخر.
trust-lead-sent = هذه هي البايتات نفسها التي أرسلها متصفحك. لم يغادره من إجاباتك شيء آخر.
trust-lead-practice = هذه بايتات كالتي كانت سترسل، من إجاباتك التجريبية. صُنعت وخُتمت كما عند الإرسال، ولا تُرسل.
trust-failed = تعذّر على متصفحك ختم الإجابات لعرضها. أعد تحميل الصفحة وحاول مرة أخرى.
trust-size =
    { $bytes ->
        [zero] لا بايتات.
        [one] بايت واحد في المجموع.
        [two] بايتان في المجموع.
        [few] { NUMBER($bytes) } بايتات في المجموع.
        [many] { NUMBER($bytes) } بايتًا في المجموع.
       *[other] { NUMBER($bytes) } بايت في المجموع.
    }
trust-besides = يذهب معها رمز رابطك الذي يتيح لك الإرسال ولا يحفظ الخادم منه إلا معرّف المشارك، وعنوانك على الشبكة كما مع أي موقع.
trust-length =
    { $bytes ->
        [zero] لا بايتات
        [one] بايت واحد
        [two] بايتان
        [few] { NUMBER($bytes) } بايتات
        [many] { NUMBER($bytes) } بايتًا
       *[other] { NUMBER($bytes) } بايت
    }
trust-whole = إظهار كل البايتات
trust-short = إظهار بايتات أقل
trust-of = { "، " }{ $part }
trust-version = الإصدار
trust-version-what = إصدار البروتوكول. يستطيع الجميع قراءته.
trust-report-id = معرّف التقرير
trust-report-id-what = عدد عشوائي سُحب لهذا التقرير وحده. يستطيع الخادم والمحلِّل قراءته.
trust-participant-id = معرّف المشارك
trust-participant-id-what = بصمة رمز رابطك: تبيّن أي دعوة استُخدمت. يستطيع الخادم والمحلِّل قراءتها، وقد يعرف من أرسل إليك الرابط أنه لك.
trust-revision = النسخة
trust-revision-what = عدد التقارير التي أُرسلت برابطك، بما فيها هذا. يستطيع الخادم والمحلِّل قراءته.
trust-cohort = الفوج
trust-cohort-what = رقم مجموعتك من المشاركين، و0 إن لم تكن هناك مجموعات. يستطيع الخادم والمحلِّل قراءته.
trust-public-share = الحصة العلنية
trust-public-share-what = مجموعا تحقق يبدوان عشوائيين يربطان النصفين، بعد 4 بايتات تبيّن طولهما. يستطيع الخادم والمحلِّل قراءتهما، ولا يقولان شيئًا عن إجاباتك.
trust-leader-share = نصف الخادم، مختومًا
trust-leader-share-what = نصف كل إجابة، ونصف البرهان على أنها ضمن الحدود، بعد 4 بايتات تبيّن طوله. الخادم وحده يستطيع فتحه، ويجد أعدادًا عشوائية.
trust-helper-share = نصف المحلِّل، مختومًا
trust-helper-share-what = بذرة النصف الآخر، بعد 4 بايتات تبيّن طولها. يمررها الخادم ولا يستطيع فتحها. المحلِّل وحده يستطيع، ويجد أعدادًا عشوائية.
trust-answer-heading = نصفا إجابة
trust-answer-lead = يكتب متصفحك كل إجابة بالرقمين 0 و1، ويقسم كل رقم إلى عددين عشوائيين، أحدهما للخادم والآخر للمحلِّل، وهما معروضان هنا قبل ختمهما. اقسم مجموعهما على العدد الأولي { $modulus }: الباقي هو الرقم. لا يقول أي منهما وحده شيئًا.
trust-answer-choose = الإجابة التي تريد رؤيتها
trust-answer-value = إجابتك: { $answer }
trust-answer-number = تُكتب بمقدار ما تزيد على { $minimum }: اجمع ما تمثله الأرقام 1.
trust-answer-fixed = لا توجد سوى إجابة ممكنة واحدة، فلا حاجة إلى إرسال شيء منها.
trust-answer-table = أرقام إجابتك عن { $question } ونصفاها
trust-digit = يمثل
trust-digit-value = الرقم
trust-digit-server = نصف الخادم
trust-digit-analyst = نصف المحلِّل
trust-digit-presence = أُجيب
trust-digit-further = { $count } خيارات أخرى
trust-reshare = القسمة من جديد بأعداد عشوائية أخرى
trust-reshare-hint = تبقى الإجابات كما هي. تتغير كل البايتات أعلاه عدا الإصدار وما يبيّن لمن التقرير وأيّها هو.
trust-reshared = قُسمت من جديد: كل الأنصاف جديدة، وهذا التقرير الجديد هو الذي سيرسله متصفحك.
trust-reshared-practice = قُسمت من جديد: كل الأنصاف جديدة والإجابات هي نفسها.
trust-who-heading = من يشارك
trust-server = الخادم
trust-server-run-by = يشغّله { $name }، كما يسمّي نفسه، على { $host }
trust-server-unnamed = على { $host }. ولا يذكر من يشغّله اسمًا.
trust-server-keys = مفتاحا الخادم لهذا الاستبيان
trust-analyst = المحلِّل
trust-analyst-keys = مفتاحا المحلِّل
trust-keys-words = الشيء نفسه بكلمات (إنجليزية) للمقارنة بالصوت:
trust-purpose = الغرض
trust-threshold = أصغر مجموعة
trust-noise = التشويش
trust-noise-none = لا شيء: لا يُضاف شيء إلى النتائج، فهي دقيقة.
trust-noise-some = قبل أن يُعرض أي شيء، وعليهما كذلك، يضيف كلٌّ من الخادم والمحلِّل تشويشًا عشوائيًا إلى كل نتيجة وإلى كل عدد للأشخاص في مجموعة، بقدر ما تتطلبه الخصوصية التفاضلية لميزانية قدرها ε = { $epsilon }. وكلما صغرت زاد التشويش وقلَّ ما يمكن استنتاجه عن أي شخص بعينه.
trust-learns-heading = من يعرف ماذا
trust-learns-server =
    يعرف { $server } أن رابطك استُخدم للإرسال، ومتى وكم مرة ومن أي عنوان على الشبكة، وهل تقريرك صالح، { $noise ->
        [yes] وكم شخصًا تقريبًا في كل مجموعة (مع تشويش)
       *[no] وكم شخصًا في كل مجموعة
    }. لا يعرف أيًّا من إجاباتك، ولا يعرف النتائج إلا إذا نشرها المحلِّل.
trust-learns-analyst =
    يعرف { $analyst } من دُعي، وكم شخصًا أرسل وبأي دعوات، { $noise ->
        [yes] وكم شخصًا تقريبًا في كل مجموعة (مع تشويش)
       *[no] وكم شخصًا في كل مجموعة
    }، والنتائج. لا يعرف أيًّا من إجاباتك.
trust-learns-both = معًا يستطيعان قراءة كل إجابة. ما تعتمد عليه هو ألّا يتعاونا.
trust-learns-page = يقدّم الخادم هذه الصفحة أيضًا. يستطيع خادم غشاش أن يقدّم صفحة ترسل إجاباتك مكشوفة؛ ومن لا يستبعد ذلك يستخدم البرنامج tacit-submit.
trust-kept-heading = كم من الوقت يُحفظ ذلك
trust-kept-until = يحفظ الخادم التقارير المختومة، وبأي روابط أُرسلت ومتى، وما نُشر، إلى أن يحذف المحلِّل أو مشغِّل الخادم الاستبيان منه. ولا يحدد الاستبيان نفسه موعدًا.
trust-kept-key = يُحذف مفتاح الخادم لهذا الاستبيان عند الإفراج عن النتائج، أو مع الاستبيان إن كان ذلك أسبق. ومن يسرق قاعدة بيانات الخادم بعد ذلك لا يفتح منها شيئًا.
trust-kept-copies = قد تبقى نسخ من المفتاح: إذا انقطع الخادم في أثناء ذلك فحتى يعمل من جديد (مع MongoDB: حتى ساعة)، وعلى الأكثر حتى تُطلب النتائج مرة أخرى؛ ومع MongoDB أيضًا في سجلّه إلى أن يُكتب فوقه؛ وفي النسخ الاحتياطية المأخوذة قبل ذلك ما دامت موجودة.
trust-kept-analyst = يحفظ المحلِّل النتائج وملف الدعوات ما شاء من الوقت، وليست عنده إجابات يحفظها.

## Practice: everything but the sending

practice-try = التجربة من دون إرسال
practice-try-hint = تدرّب بإجابات مخترعة: يحدث كل شيء عدا الإرسال.
practice-banner = تدريب: لا يُرسَل شيء مما تُدخله هنا.
practice-leave = مغادرة التدريب
practice-title = تدريب: { $title }
practice-check-lead = أنت وحدك ترى هذه الصفحة. عندما تتابع يختم متصفحك إجابات التدريب ولا يرسل شيئًا.
practice-seal = الختم من دون إرسال شيء
practice-sealing-body = تُقسم إجاباتك التجريبية إلى نصفين، ويُبرهَن أنها ضمن الحدود، وتُختم. لا يُرسَل شيء.
practice-done-heading = خُتم ولم يُرسَل
practice-done-lead = فعل متصفحك كل شيء عدا الخطوة الأخيرة. لم يتلقَّ الخادم شيئًا من ذلك، فلا يوجد إيصال. وعندما تغادر التدريب يُنسى كل شيء.
practice-change = تغيير إجابات التدريب

## The receipt: to keep, and what became of the submission

receipt-signature = توقيع الخادم
receipt-save = حفظ الإيصال
receipt-supersedes = يحل هذا الإيصال محل إيصالات الإرسالات السابقة بهذا الرابط. وما زال يمكن التحقق من إيصال سابق حفظته تحت «{ saved-heading }»: فهو أصلي، وإرساله مستبدَل.
receipt-print = طباعة
receipt-qr = رمز QR للإيصال كاملًا
receipt-qr-hint = يحتوي الرمز على نص الملف المحفوظ: عنوان الخادم والاستبيان والإيصال الموقَّع مع بصمته. لا شيء فيه سرّي. تعرض كاميرا الهاتف هذا النص: احفظه في ملف وتحقّق منه متى شئت في هذه الصفحة، أو بالبرنامج tacit-submit.
receipt-show = إظهار إيصالي
receipt-earlier-heading = لقد أرسلت إجاباتك
receipt-change = الانتقال إلى الأسئلة
receipt-state-heading = ما حاله الآن
receipt-asking = جارٍ سؤال الخادم…
receipt-received = استُلم. هذا أحدث إرسال لك، ويُحتسب عند إغلاق الاستبيان ما لم تستبدله.
receipt-not-fixed = استُلم. لم تُحدَّد بعد مجموعة الإرسالات المحتسبة؛ وعند تحديدها يستطيع الخادم أن يثبت هنا أن إرسالك منها. انظر مرة أخرى لاحقًا.
receipt-replaced = استُبدل بالنسخة { NUMBER($revision) } بتاريخ { $time }، المرسلة بالرابط نفسه. لا يُحتسب إلا آخر إرسال لك.
receipt-counted =
    { $submitted ->
        [one] احتُسب: هو الإرسال الوحيد في المجموعة المغلقة.
        [two] احتُسب: رقمه { NUMBER($number) } من أصل إرسالين في المجموعة المغلقة.
        [few] احتُسب: رقمه { NUMBER($number) } من أصل { NUMBER($submitted) } إرسالات في المجموعة المغلقة.
        [many] احتُسب: رقمه { NUMBER($number) } من أصل { NUMBER($submitted) } إرسالًا في المجموعة المغلقة.
       *[other] احتُسب: رقمه { NUMBER($number) } من أصل { NUMBER($submitted) } إرسال في المجموعة المغلقة.
    } وقد تحقق متصفحك من برهان ذلك مقابل بيان الإغلاق الذي وقّعه الخادم.
receipt-counted-newest =
    { $submitted ->
        [one] احتُسبت النسخة { NUMBER($revision) }: هي الإرسال الوحيد في المجموعة المغلقة.
        [two] احتُسبت النسخة { NUMBER($revision) }: رقمها { NUMBER($number) } من أصل إرسالين في المجموعة المغلقة.
        [few] احتُسبت النسخة { NUMBER($revision) }: رقمها { NUMBER($number) } من أصل { NUMBER($submitted) } إرسالات في المجموعة المغلقة.
        [many] احتُسبت النسخة { NUMBER($revision) }: رقمها { NUMBER($number) } من أصل { NUMBER($submitted) } إرسالًا في المجموعة المغلقة.
       *[other] احتُسبت النسخة { NUMBER($revision) }: رقمها { NUMBER($number) } من أصل { NUMBER($submitted) } إرسال في المجموعة المغلقة.
    } وقد تحقق متصفحك من برهان ذلك مقابل بيان الإغلاق الذي وقّعه الخادم.
receipt-statement = جذر المجموعة المغلقة
receipt-unheard = لا يمكن سؤال الخادم الآن. إيصالك صالح على كل حال.
receipt-look = النظر مرة أخرى
receipt-broken-heading = تحذير: لا يثبت الخادم أنه يحتسب إرسالك
receipt-broken-signature = جوابه غير موقَّع بمفتاح هذا الاستبيان.
receipt-broken-session = جوابه عن استبيان آخر.
receipt-broken-report = يسمّي إرسالًا آخر على أنه الأحدث، مع أنه وقّع إيصالك.
receipt-broken-withheld = أغلق مجموعة الإرسالات المحتسبة، ولا يقدّم برهانًا على أن إرسالك منها.
receipt-broken-proof = لا يقود برهانه من إرسالك إلى المجموعة المغلقة التي وقّعها.
receipt-broken-unknown = يقول إنه لا يعرف إرسالك، مع أنه وقّع إيصالك.
receipt-broken-advice = احفظ إيصالك: فهو يبيّن أن إرسالك كان لدى الخادم. انظر مرة أخرى، وإن استمر ذلك فأخبر من دعاك بطريق غير هذا الموقع.
saved-heading = التحقق من إيصال محفوظ
saved-hint = اختر الملف الذي حُفظ بعد الإرسال. يتحقّق متصفّحك من توقيعه ويسأل هذا الخادم عمّا آل إليه الإرسال. ويبقى الملف عندك.
saved-choose = اختيار إيصال
saved-survey = الاستبيان
saved-genuine = أصلي: وقّعه خادم هذا الاستبيان.
saved-no-receipt = هذا ليس إيصالًا، أو ليس كاملًا. اختر الملف كما حُفظ بعد الإرسال.
saved-version = حفظ هذا الإيصالَ إصدارٌ آخر من { -product }. تحقّق منه بذلك الإصدار.
saved-other-server = هذا الإيصال من الخادم { $host }. تحقّق منه في الصفحة الرئيسية لذلك الخادم، أو بالبرنامج tacit-submit.
saved-other-survey = هذا الإيصال من استبيان آخر. تحقّق منه في الصفحة الرئيسية لهذا الخادم، أو برابط ذلك الاستبيان.
saved-other-link = هذا الإيصال أصلي، لكنه لإرسال برابط غير رابطك.
saved-unknown-survey = لا يعرف هذا الخادم استبيانًا كهذا: إمّا حُذف، أو الإيصال زائف.
saved-swapped = ما يقدّمه هذا الخادم على أنه استبيان الإيصال هو استبيان آخر. لا تثق به، وأخبر من دعاك بطريقة أخرى غير هذا الموقع.
saved-forged = مزوَّر: لم يوقّعه خادم هذا الاستبيان. لا يُثبت شيئًا، أيًّا كان من أعطاك إيّاه.
saved-unheard = لا يمكن سؤال الخادم الآن. حاول مجدّدًا لاحقًا.
receipt-result-heading = النتائج
receipt-result-none = لم ينشر المحلِّل نتائج هنا بعد. افتح هذا الرابط لاحقًا.
receipt-result-unheard = لا يمكن طلب النتائج الآن.
receipt-result-verified = تحقق متصفحك من أن المحلِّل وقّع هذه النتائج وأنها للمجموعة التي أغلقها الخادم.
receipt-result-signature = ما نُشر على أنه النتيجة لم يوقّعه محلِّل هذا الاستبيان.
receipt-result-statement = ما نُشر على أنه النتيجة هو لمجموعة لم يغلقها خادم هذا الاستبيان.
receipt-result-other-set = ما نُشر على أنه النتيجة هو لمجموعة غير التي يُحتسب فيها إرسالك.
receipt-result-unproven = لا يثبت الخادم أن إرسالك يُحتسب. فلا شيء يبيّن أن ما نُشر على أنه النتيجة هو للمجموعة الصحيحة.
receipt-result-malformed = ما نُشر على أنه النتيجة لا يُقرأ، أو هو لاستبيان آخر.
receipt-result-advice = لا يُعرض منه شيء. أخبر من دعاك.
receipt-result-accepted =
    { $accepted ->
        [zero] من دون إرسالات صالحة.
        [one] من إرسال صالح واحد.
        [two] من إرسالين صالحين.
        [few] من { NUMBER($accepted) } إرسالات صالحة.
        [many] من { NUMBER($accepted) } إرسالًا صالحًا.
       *[other] من { NUMBER($accepted) } إرسال صالح.
    }
receipt-result-of = المجموعة
receipt-result-variable = المتغير
receipt-result-figure = النتيجة
receipt-result-people = الأشخاص
receipt-result-all = الجميع
receipt-result-intercept = حيث تكون كلها 0
receipt-result-error = ± { $error } (الخطأ المعياري)
receipt-result-noise = ± { $error } (تشويش)
receipt-result-cohorts = الإرسالات المحتسبة لكل فوج
receipt-result-by-cohort = الأمر نفسه لكل فوج
receipt-result-interval = (95٪: من { $from } إلى { $to }؛ { $p })
receipt-result-independence = استقلال الصفوف عن الأعمدة: { $statistic }، درجات الحرية { $freedom }، { $p }
receipt-result-noise-each = كل عدد ± { $error } (التشويش)؛ ومع التشويش قد لا يساوي مجموع الأجزاء الكل.
receipt-result-bin = من { $from } إلى أقل من { $to }
receipt-result-bin-last = من { $from } إلى { $to }
receipt-result-lower-quartile = الربيع الأدنى
receipt-result-median = الوسيط
receipt-result-upper-quartile = الربيع الأعلى
receipt-result-between = (بالتأكيد بين { $from } و{ $to })
receipt-result-withheld = محجوبة: قد تكشف شيئًا عن أشخاص قليلين جدًّا
receipt-result-undefined = لا يمكن حسابها

## Tables

grid-total = المجموع
grid-total-all = مجموع الجدول
grid-unit = الوحدة: { $unit }.
grid-computed = يُحسب من إجاباتك الأخرى.
grid-blank-zero = الخلية الفارغة تعني 0.
grid-blank-absent = يمكن ترك الخلايا فارغة.
grid-blank-error = كل خلية تحتاج إلى رقم.
grid-keys = تنقّل بأسهم لوحة المفاتيح (ومع Ctrl إلى حافة الخلايا المملوءة)، وحدّد بمفتاح Shift أو بالعناوين، وانسخ وألصق كما في جداول البيانات، واملأ إلى الأسفل بـ Ctrl+D، وتراجع بـ Ctrl+Z.
grid-selected = المحدَّد: { NUMBER($rows) } × { NUMBER($columns) } خلايا.
grid-copied =
    { $count ->
        [zero] لم تُنسخ أي خلية.
        [one] نُسخت خلية واحدة.
        [two] نُسخت خليتان.
        [few] نُسخت { NUMBER($count) } خلايا.
        [many] نُسخت { NUMBER($count) } خلية.
       *[other] نُسخت { NUMBER($count) } خلية.
    }
grid-pasted =
    { $count ->
        [zero] لم تُملأ أي خلية.
        [one] مُلئت خلية واحدة.
        [two] مُلئت خليتان.
        [few] مُلئت { NUMBER($count) } خلايا.
        [many] مُلئت { NUMBER($count) } خلية.
       *[other] مُلئت { NUMBER($count) } خلية.
    }
grid-filled =
    { $count ->
        [zero] لم تُملأ أي خلية.
        [one] مُلئت خلية واحدة.
        [two] مُلئت خليتان.
        [few] مُلئت { NUMBER($count) } خلايا.
        [many] مُلئت { NUMBER($count) } خلية.
       *[other] مُلئت { NUMBER($count) } خلية.
    }
grid-cleared =
    { $count ->
        [zero] لم تُفرَّغ أي خلية.
        [one] فُرِّغت خلية واحدة.
        [two] فُرِّغت خليتان.
        [few] فُرِّغت { NUMBER($count) } خلايا.
        [many] فُرِّغت { NUMBER($count) } خلية.
       *[other] فُرِّغت { NUMBER($count) } خلية.
    }
grid-outside =
    { $count ->
        [zero] لم تُترك أي قيمة.
        [one] تُركت قيمة واحدة لأنها خارج حدود الجدول.
        [two] تُركت قيمتان لأنهما خارج حدود الجدول.
        [few] تُركت { NUMBER($count) } قيم لأنها خارج حدود الجدول.
        [many] تُركت { NUMBER($count) } قيمة لأنها خارج حدود الجدول.
       *[other] تُركت { NUMBER($count) } قيمة لأنها خارج حدود الجدول.
    }
grid-locked =
    { $count ->
        [zero] لم تُترك أي قيمة.
        [one] تُركت قيمة واحدة لأن خليتها لا يمكن تغييرها.
        [two] تُركت قيمتان لأن خليتيهما لا يمكن تغييرهما.
        [few] تُركت { NUMBER($count) } قيم لأن خلاياها لا يمكن تغييرها.
        [many] تُركت { NUMBER($count) } قيمة لأن خلاياها لا يمكن تغييرها.
       *[other] تُركت { NUMBER($count) } قيمة لأن خلاياها لا يمكن تغييرها.
    }
grid-no-numbers =
    { $count ->
        [zero] لا توجد خلايا بلا رقم مقبول. { $place }
        [one] خلية واحدة لا تحوي رقمًا مقبولًا: { $place }.
        [two] خليتان لا تحويان رقمًا مقبولًا، أولاهما: { $place }.
        [few] { NUMBER($count) } خلايا لا تحوي رقمًا مقبولًا، أولها: { $place }.
        [many] { NUMBER($count) } خلية لا تحوي رقمًا مقبولًا، أولها: { $place }.
       *[other] { NUMBER($count) } خلية لا تحوي رقمًا مقبولًا، أولها: { $place }.
    }
grid-undone = تم التراجع.
grid-redone = تمت الإعادة.
grid-nothing = لا يوجد ما يمكن التراجع عنه.
grid-more =
    { $count ->
        [zero] لا خلايا أخرى
        [one] خلية أخرى
        [two] خليتان أخريان
        [few] { NUMBER($count) } خلايا أخرى
        [many] { NUMBER($count) } خلية أخرى
       *[other] { NUMBER($count) } خلية أخرى
    }
grid-unclear =
    { $count ->
        [zero] لا خلايا: «{ $typed }».
        [one] خلية واحدة: «{ $typed }».
        [two] خليتان، أولاهما: «{ $typed }».
        [few] { NUMBER($count) } خلايا، أولها: «{ $typed }».
        [many] { NUMBER($count) } خلية، أولها: «{ $typed }».
       *[other] { NUMBER($count) } خلية، أولها: «{ $typed }».
    }

## Doubts about answers, to be settled before they are submitted

check-doubts = هل هذا صحيح؟
check-confirm = راجعتُ ذلك، وإجاباتي صحيحة.
check-unconfirmed = صحّح الإجابات، أو أكّد أنها صحيحة.

## Files: answers from a spreadsheet, and templates

files-heading = التعبئة من جدول بيانات
files-lead = يقرأ متصفحك الملف بنفسه: لا يُرسَل منه شيء. سترى ما سيؤخذ قبل أن يُملأ أي شيء.
files-choose = اختيار ملف
files-drop = أو أفلته هنا ({ "\u2066" }.xlsx{ "\u2069" } أو { "\u2066" }.ods{ "\u2069" } أو { "\u2066" }.csv{ "\u2069" })
files-template = تنزيل قالب للتعبئة:
files-template-xlsx = مصنف ({ "\u2066" }.xlsx{ "\u2069" })
files-template-csv = نص بفواصل ({ "\u2066" }.csv{ "\u2069" })
files-reading = جارٍ قراءة { $name }…
files-writing = جارٍ إعداد القالب…
files-saved = حُفظ القالب باسم { $name }.
files-failed = تعذّرت معالجة الملف: لم يُحمَّل برنامج جداول البيانات أو توقف. حاول مرة أخرى أو اكتب إجاباتك.
files-used =
    { $count ->
        [zero] لم تؤخذ أي إجابة من { $name }. ما زال بإمكانك تغيير كل شيء.
        [one] أُخذت إجابة واحدة ({ NUMBER($count) }) من { $name }. ما زال بإمكانك تغيير كل شيء.
        [two] أُخذت إجابتان ({ NUMBER($count) }) من { $name }. ما زال بإمكانك تغيير كل شيء.
        [few] أُخذت { NUMBER($count) } إجابات من { $name }. ما زال بإمكانك تغيير كل شيء.
        [many] أُخذت { NUMBER($count) } إجابة من { $name }. ما زال بإمكانك تغيير كل شيء.
       *[other] أُخذت { NUMBER($count) } إجابة من { $name }. ما زال بإمكانك تغيير كل شيء.
    }
files-undo = إرجاع ما كان من قبل
files-undone = عاد ما غيّره { $name } إلى ما كان عليه، إلا ما غيّرته أنت بعد ذلك.
files-refused = لا يمكن أخذ أي شيء من { $name }
files-close = إغلاق
files-preview = ما سيؤخذ من { $name }
files-column-table = الجدول
files-column-place = أول خلية
files-column-taken = تؤخذ
files-column-blank = فارغة
files-column-problems = لا تؤخذ
files-column-question = السؤال
files-column-before = الآن
files-column-after = من الملف
files-others =
    { $count ->
        [zero] ولا تؤخذ أي إجابة عن أسئلة أخرى.
        [one] تؤخذ أيضًا إجابة واحدة ({ NUMBER($count) }) عن سؤال آخر.
        [two] تؤخذ أيضًا إجابتان ({ NUMBER($count) }) عن سؤالين آخرين.
        [few] تؤخذ أيضًا { NUMBER($count) } إجابات عن أسئلة أخرى.
        [many] تؤخذ أيضًا { NUMBER($count) } إجابة عن أسئلة أخرى.
       *[other] تؤخذ أيضًا { NUMBER($count) } إجابة عن أسئلة أخرى.
    }
files-rounded =
    { $count ->
        [zero] لا يُقرَّب أي عدد إلى المنازل العشرية المطلوبة.
        [one] يُقرَّب عدد واحد ({ NUMBER($count) }) إلى المنازل العشرية المطلوبة.
        [two] يُقرَّب عددان ({ NUMBER($count) }) إلى المنازل العشرية المطلوبة.
        [few] تُقرَّب { NUMBER($count) } أعداد إلى المنازل العشرية المطلوبة.
        [many] يُقرَّب { NUMBER($count) } عددًا إلى المنازل العشرية المطلوبة.
       *[other] يُقرَّب { NUMBER($count) } عدد إلى المنازل العشرية المطلوبة.
    }
files-unmatched = ليس في الملف: { $questions }
files-hidden-sheets = لا يؤخذ شيء من الأوراق المخفية: { $sheets }
files-by-place = «{ $table }»: تؤخذ بعض الخلايا بحسب موضعها وحده. هذه العناوين ليست بجانبها: { $headings }
files-blank = الخلايا الفارغة تترك إجاباتك كما هي.
files-problems = خلايا لا يمكن أخذها
files-outside = أرقام لا يقبلها النموذج
files-values = كل القيم التي تؤخذ
files-replaced = إجابات ستتغير
files-more =
    { $count ->
        [zero] ولا شيء آخر
        [one] وواحدة أخرى ({ NUMBER($count) })
        [two] واثنتان أخريان ({ NUMBER($count) })
        [few] و{ NUMBER($count) } أخرى
        [many] و{ NUMBER($count) } أخرى
       *[other] و{ NUMBER($count) } أخرى
    }
files-use = استخدام هذه الإجابات
files-cancel = إلغاء
files-unknown-format = ليس هذا جدول بيانات يمكن قراءته هنا. احفظه بصيغة { "\u2066" }.xlsx{ "\u2069" } أو { "\u2066" }.ods{ "\u2069" } أو { "\u2066" }.csv{ "\u2069" }.
files-old-or-locked = هذا الملف بصيغة قديمة أو محمي بكلمة مرور. احفظه بصيغة { "\u2066" }.xlsx{ "\u2069" } من دون كلمة مرور.
files-damaged = الملف تالف. افتحه في برنامج جداول البيانات واحفظه مرة أخرى.
files-too-large = الملف أكبر من { NUMBER($megabytes) } ميغابايت، مضغوطًا أو بعد فك ضغطه. أبقِ الأوراق المطلوبة فقط.
files-too-many-sheets = في الملف أكثر من { NUMBER($limit) } ورقة. أبقِ الأوراق المطلوبة فقط.
files-too-many-cells = في الملف أكثر من { NUMBER($limit) } خلية. أبقِ الأوراق المطلوبة فقط.
files-empty = الملف فارغ.
files-wrong-template = لم يُعَدّ هذا الملف لهذا النموذج. قارنه بالقالب:
files-no-sheet = لا توجد ورقة باسم «{ $sheet }».
files-no-table = الجدول «{ $table }» غير موجود.
files-headings = تنقص الجدول «{ $table }» هذه العناوين: { $missing }
files-ambiguous = هناك أكثر من موضع قد يكون الجدول «{ $table }». اكتب عنوانه فوق الموضع الصحيح.
files-hidden = الجدول «{ $table }» في الورقة المخفية «{ $sheet }». أظهر الورقة إن كانت هي المقصودة.
files-nothing = لا يوجد أي من أسئلة النموذج.
files-cell-number = «{ $text }» ليس عددًا
files-cell-ambiguous = قد يكون «{ $text }» هو { $thousands } أو { $decimals }
files-cell-date = التاريخ ليس عددًا
files-cell-error = نتيجة الصيغة هي الخطأ { $code }
files-cell-uncomputed = ليس للصيغة نتيجة بعد: افتح الملف في برنامج جداول البيانات واحفظه
files-cell-percentage = { $text } نسبة مئوية: اكتب العدد المطلوب
files-cell-merged = هي مدمجة مع { $cell } وليس لها عدد خاص بها
files-cell-decimals =
    { $decimals ->
        [0] { $text } ليس عددًا صحيحًا
        [one] في { $text } أكثر من منزلة عشرية واحدة
        [two] في { $text } أكثر من منزلتين عشريتين
        [few] في { $text } أكثر من { NUMBER($decimals) } منازل عشرية
        [many] في { $text } أكثر من { NUMBER($decimals) } منزلة عشرية
       *[other] في { $text } أكثر من { NUMBER($decimals) } منزلة عشرية
    }
files-cell-yes-no = «{ $text }» ليس نعم ولا لا
files-cell-option = «{ $text }» ليس من الخيارات
files-cell-other = لا يمكن قراءة هذا هنا

## Drafts: only if the reader asks for one

draft-keep = الاحتفاظ بإجاباتي مسودةً على هذا الجهاز
draft-keep-hint = مشفَّرة بعبارة مرور، في ذاكرة هذا المتصفح، إلى أن ترسل أو تحذفها. يستطيع من يستخدم هذا الجهاز أن يرى أن هناك مسودة لهذا الاستبيان، لا ما فيها. وما لم تطلب ذلك لا يُحفظ شيء.
draft-passphrase = عبارة مرور المسودة
draft-passphrase-hint = اختر عبارة لا يخمّنها غيرك. إن نسيتها ضاعت المسودة.
draft-readable = إظهار عبارة المرور
draft-begin = الاحتفاظ بمسودة
draft-working = لحظة…
draft-kept = تُحفظ مسودة مشفَّرة تتبع ما تُدخله.
draft-saved = آخر حفظ: { $time }
draft-delete = حذف المسودة
draft-found = توجد مسودة لإجاباتك على هذا الجهاز.
draft-found-hint = أدخل عبارة مرورها لمتابعتها. تحل محل ما هو مُدخَل هنا.
draft-open = فتح المسودة
draft-wrong = هذه ليست عبارة مرور المسودة. حاول مرة أخرى.
draft-damaged = لا تستطيع هذه الصفحة قراءة ما هو محفوظ هنا. احذفه.
draft-empty = أدخل عبارة مرور.
draft-memory = الذاكرة لا تكفي للتحقق من عبارة المرور. أغلق برامج أو ألسنة أخرى وحاول مرة أخرى.
draft-refused = لا تقبل ذاكرة هذا المتصفح المسودة، فلن تُحفظ.
draft-refused-older = لا تقبل ذاكرة هذا المتصفح ما أدخلته أخيرًا. لا تزال مسودة أقدم محفوظة.
