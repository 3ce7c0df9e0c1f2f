// Time expressions by a grammar over the words of data/time_words.tsv. Each rule reads from one
// word on and gives the words it took and what they mean; the longest rule wins.
#include "entities/times.h"

#include <algorithm>

#include "entities/moment.h"
#include "knowledge/knowledge.h"

namespace dragoman {
namespace {

using Class = TimeWord::Class;

enum class Tense { kPast, kPresent, kFuture };

struct Reading {
  std::uint32_t end = 0;
  TimeType type = TimeType::kDate;
  Moment moment;          // of dates and times
  std::string value;      // of anything else: "P2Y", "PRESENT_REF"
  std::int32_t back = 0;  // a duration up to now: its first day (0 = none)
  bool anchors = true;    // later expressions may refer to it
};

std::string lower(std::string_view form) {
  std::string out;
  for (const char c : form) out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number_of(std::string_view s) {
  int n = 0;
  for (const char c : s) {
    if (c < '0' || c > '9' || n > 100000000) return -1;
    n = n * 10 + (c - '0');
  }
  return s.empty() ? -1 : n;
}

class TimeFinder {
 public:
  TimeFinder(const Knowledge& knowledge, std::optional<CivilDate> published)
      : knowledge_(knowledge) {
    if (published) today_ = days_from_civil(*published);
  }

  void sentence(std::uint32_t index, const Sentence& sentence, const SentenceTree& tree,
                std::vector<TimeExpression>& times, std::vector<TimeMention>& mentions);

 private:
  // ---- words
  std::uint32_t size() const { return static_cast<std::uint32_t>(low_.size()); }
  const std::string& low(std::uint32_t i) const { return i < low_.size() ? low_[i] : none_; }
  const TimeWord* at(std::uint32_t i) const { return i < found_.size() ? found_[i] : nullptr; }
  const TimeWord* at(std::uint32_t i, Class cls) const {
    const TimeWord* w = at(i);
    return w != nullptr && w->cls == cls ? w : nullptr;
  }
  bool is_one_of(std::uint32_t i, std::initializer_list<std::string_view> words) const {
    return std::find(words.begin(), words.end(), std::string_view(low(i))) != words.end();
  }
  bool touches(std::uint32_t i) const {  // no blank between words i-1 and i
    return i > 0 && i < size() &&
           sentence_->words[i].span.begin == sentence_->words[i - 1].span.end;
  }
  int day_number(std::uint32_t i, bool* ordinal) const;
  int year_at(std::uint32_t i) const;
  int count_at(std::uint32_t& i, std::string& text) const;
  Tense tense_at(std::uint32_t i) const;

  // ---- rules: from word i on; nothing taken = no reading
  void absolute(std::uint32_t i, Reading& best) const;
  void month_and_day(std::uint32_t i, Reading& best) const;
  void years(std::uint32_t i, Reading& best) const;
  void weekday(std::uint32_t i, Reading& best) const;
  void deictic(std::uint32_t i, Reading& best) const;
  void relative(std::uint32_t i, Reading& best) const;
  void duration(std::uint32_t i, Reading& best) const;
  void sets(std::uint32_t i, Reading& best) const;
  void clock(std::uint32_t i, Reading& best) const;
  void bare_day(std::uint32_t i, Reading& best) const;
  void edges(std::uint32_t i, Reading& best) const;
  void season(std::uint32_t i, Reading& best) const;
  Reading read(std::uint32_t i, int depth) const;
  void take(Reading& best, Reading reading) const {
    if (reading.end > best.end) best = std::move(reading);
  }
  static Reading date(std::uint32_t end, Moment m) {
    Reading r;
    r.end = end;
    r.moment = std::move(m);
    if (r.moment.grain == Grain::kClock || r.moment.grain == Grain::kPart) r.type = TimeType::kTime;
    return r;
  }

  // ---- anchors
  Moment now() const { return today_ ? Moment::on(*today_) : Moment{Grain::kDay}; }
  Moment month_near(int month, Tense tense) const;
  Moment day_near(int month, int day, Tense tense) const;
  Moment weekday_near(int weekday, Tense tense) const;
  int narrative_year() const;
  std::uint32_t with_part(std::uint32_t i, Moment& m) const;

  const Knowledge& knowledge_;
  std::optional<std::int32_t> today_;
  const Sentence* sentence_ = nullptr;
  const SentenceTree* tree_ = nullptr;
  std::vector<std::string> low_;
  std::vector<const TimeWord*> found_;
  std::string none_;
  Moment last_;       // last date of a day that the text gave
  Moment last_year_;  // last date whose year the text gave
};

int TimeFinder::day_number(std::uint32_t i, bool* ordinal) const {
  const std::string& s = low(i);
  *ordinal = false;
  if (const TimeWord* w = at(i, Class::kOrdinal)) {
    *ordinal = true;
    return w->number;
  }
  std::string_view digits = s;
  if (s.size() > 2) {
    const std::string_view end = std::string_view(s).substr(s.size() - 2);
    if (end == "st" || end == "nd" || end == "rd" || end == "th") {
      digits.remove_suffix(2);
      *ordinal = true;
    }
  }
  if (!all_digits(digits) || digits.size() > 2) return 0;
  const int n = number_of(digits);
  return n >= 1 && n <= 31 ? n : 0;
}

int TimeFinder::year_at(std::uint32_t i) const {
  const std::string& s = low(i);
  if (s.size() != 4 || !all_digits(s)) return 0;
  const int y = number_of(s);
  return y >= 1000 && y <= 2199 ? y : 0;
}

// "two", "25", "2,500", "a", "several", "a couple of", "one and a half"; -1 = an unknown number
// (X).
int TimeFinder::count_at(std::uint32_t& i, std::string& text) const {
  if (all_digits(low(i)) && low(i).size() < 6) {
    text = low(i);
    if (low(i + 1) == "." || low(i).size() > 4) return 0;
    return number_of(low(i++));
  }
  if (const TimeWord* w = at(i, Class::kNumber)) {
    int n = w->number;
    ++i;
    if (low(i) == "-" && at(i + 1, Class::kNumber) != nullptr && n >= 20 &&
        at(i + 1)->number < 10) {
      n += at(i + 1)->number;
      i += 2;
    }
    if (low(i) == "hundred") n *= 100, ++i;
    text = std::to_string(n);
    return n;
  }
  if (is_one_of(i, {"a", "an"})) {
    if (low(i + 1) == "couple" && low(i + 2) == "of") {
      i += 3;
      text = "2";
      return 2;
    }
    if (low(i + 1) == "few") {
      i += 2;
      text = "X";
      return -1;
    }
    ++i;
    if (at(i, Class::kNumber) != nullptr) ++i;  // "a dozen", "a hundred"
    text = at(i - 1, Class::kNumber) != nullptr ? at(i - 1)->value : "1";
    return number_of(text);
  }
  if (at(i, Class::kSome) != nullptr) {
    ++i;
    text = "X";
    return -1;
  }
  return 0;
}

// The tense of the clause: of the first verb above the expression.
Tense TimeFinder::tense_at(std::uint32_t i) const {
  std::int32_t w = static_cast<std::int32_t>(std::min(i, size() - 1));
  for (int steps = 0; steps < 12 && w >= 0; ++steps) {
    const Word& word = tree_->word(static_cast<std::uint32_t>(w));
    if (word.upos == Upos::kVerb || word.upos == Upos::kAux ||
        tree_->child(static_cast<std::uint32_t>(w), "cop") >= 0) {
      bool infinitive = false;
      for (const std::uint32_t c : tree_->children(static_cast<std::uint32_t>(w))) {
        const std::string& f = low(c);
        if (f == "will" || f == "shall" || f == "'ll" || f == "wo") return Tense::kFuture;
        if (f == "would" || f == "could" || f == "should" || f == "may" || f == "might" ||
            f == "must")
          return Tense::kFuture;
        if (f == "had" || f == "did" || f == "was" || f == "were") return Tense::kPast;
        if (f == "to" && is_relation(tree_->word(c).deprel, "mark")) infinitive = true;
      }
      if (has_feature(word, "Tense=Past") && !infinitive) {
        // "is scheduled for Friday", "is expected on Monday"
        if (word.lemma == "schedule" || word.lemma == "expect" || word.lemma == "slate" ||
            word.lemma == "plan" || word.lemma == "set" || word.lemma == "due") {
          for (const std::uint32_t c : tree_->children(static_cast<std::uint32_t>(w)))
            if (is_one_of(c, {"is", "are", "be"})) return Tense::kFuture;
        }
        return Tense::kPast;
      }
      if (infinitive) return Tense::kFuture;
      if (has_feature(word, "VerbForm=Fin")) return Tense::kPresent;
      if (word.xpos == "VBD" || word.xpos == "VBN") return Tense::kPast;
      if (word.xpos == "VBP" || word.xpos == "VBZ") return Tense::kPresent;
    }
    w = word.head;
  }
  return Tense::kPast;
}

// A history goes by its own years, not by the day it was written.
int TimeFinder::narrative_year() const {
  if (!last_year_.known()) return -1;
  if (!today_) return last_year_.year;
  return std::abs(civil_from_days(*today_).year - last_year_.year) >= 2 ? last_year_.year : -1;
}

Moment TimeFinder::month_near(int month, Tense tense) const {
  Moment m;
  m.grain = Grain::kMonth;
  m.month = month;
  if (const int year = narrative_year(); year >= 0) {
    m.year = year;
  } else if (today_) {
    const CivilDate d = civil_from_days(*today_);
    m.year = d.year;
    if (tense == Tense::kFuture) {
      if (month < d.month) ++m.year;
    } else if (month > d.month) {
      // "in December" written in November is to come where nobody says that it was.
      if (!(tense == Tense::kPresent && month - d.month < 5)) --m.year;
    }
  }
  return m;
}

Moment TimeFinder::day_near(int month, int day, Tense tense) const {
  Moment m;
  m.grain = Grain::kDay;
  m.month = month;
  m.day = day;
  if (const int year = narrative_year(); year >= 0) {
    m.year = year;
  } else if (today_) {
    const CivilDate d = civil_from_days(*today_);
    m.year = d.year;
    if (day > days_in_month(d.year, month)) return m.year = -1, m;
    const std::int32_t that = days_from_civil({d.year, month, day});
    if (tense == Tense::kFuture && that < *today_ - 31)
      ++m.year;
    else if (tense == Tense::kPast && that > *today_ + 1)
      --m.year;
    else if (tense == Tense::kPresent && that > *today_ + 182)
      --m.year;
  }
  if (m.known() && day > days_in_month(m.year, month)) m.year = -1;
  return m;
}

Moment TimeFinder::weekday_near(int weekday, Tense tense) const {
  Moment m;
  m.grain = Grain::kDay;
  m.weekday = weekday;
  if (!today_) return m;
  const int delta = weekday - weekday_of(*today_);
  // To come: today or the next six days; past: today or the last six.
  const int ahead = (delta % 7 + 7) % 7;
  return Moment::on(*today_ + (tense == Tense::kFuture ? ahead : ahead == 0 ? 0 : ahead - 7));
}

// "Tuesday afternoon", "Monday at 10:30": the part of the day after a date.
std::uint32_t TimeFinder::with_part(std::uint32_t i, Moment& m) const {
  if (const TimeWord* part = at(i, Class::kPart); part != nullptr && m.grain == Grain::kDay) {
    m.grain = Grain::kPart;
    m.tail = part->value;
    return i + 1;
  }
  return i;
}

// "June 17, 2024", "17 June 2024", "the 17th of June", "June 2024", "June".
void TimeFinder::month_and_day(std::uint32_t i, Reading& best) const {
  bool ordinal = false;
  const auto finish = [&](std::uint32_t end, int month, int day) {
    Moment m;
    std::uint32_t after = end;
    if (low(after) == "," && year_at(after + 1) > 0) ++after;
    if (low(after) == "of" && year_at(after + 1) > 0) ++after;
    if (const int year = year_at(after); year > 0 && low(after + 1) != "%") {
      m.grain = day > 0 ? Grain::kDay : Grain::kMonth;
      m.year = year;
      m.month = month;
      m.day = day;
      if (day > 0 && day > days_in_month(year, month)) return;
      ++after;
    } else {
      after = end;
      const Tense tense = tense_at(i);
      m = day > 0 ? day_near(month, day, tense) : month_near(month, tense);
    }
    const std::uint32_t last = with_part(after, m);
    take(best, date(last, m));
  };
  if (const TimeWord* month = at(i, Class::kMonth)) {
    // "may" and "march" are verbs without a capital.
    const Word& w = sentence_->words[i];
    const bool capital = w.form[0] >= 'A' && w.form[0] <= 'Z';
    if (!capital) return;
    const bool verb = w.upos == Upos::kAux || w.upos == Upos::kVerb;
    std::uint32_t next = i + 1;
    if (low(next) == "the") ++next;
    const int day = day_number(next, &ordinal);
    // "March 11-12": the first day; "June 2024" is no day.
    if (day > 0 && !(low(next + 1) == "," && all_digits(low(next + 2)) && touches(next + 2))) {
      finish(next + 1, month->number, day);
      return;
    }
    if (verb && year_at(i + 1) == 0 && !(low(i + 1) == "," && year_at(i + 2) > 0)) return;
    finish(i + 1, month->number, 0);
    return;
  }
  std::uint32_t start = i;
  if (low(start) == "the") ++start;
  if (const int day = day_number(start, &ordinal); day > 0) {
    std::uint32_t next = start + 1;
    if (low(next) == "of") ++next;
    if (const TimeWord* month = at(next, Class::kMonth);
        month != nullptr && sentence_->words[next].form[0] >= 'A' &&
        sentence_->words[next].form[0] <= 'Z' && (next == start + 1 || ordinal)) {
      // "2 March 2024", but in "March 2 June …" the two belongs to March.
      if (start > 0 && at(start - 1, Class::kMonth) != nullptr) return;
      finish(next + 1, month->number, day);
    } else if (next == start + 2 && ordinal) {
      // "the 3rd of next month"
      Reading inner;
      relative(next, inner);
      if (inner.end > 0 && inner.moment.grain == Grain::kMonth && inner.moment.known() &&
          day <= days_in_month(inner.moment.year, inner.moment.month)) {
        Moment m = inner.moment;
        m.grain = Grain::kDay;
        m.day = day;
        take(best, date(inner.end, m));
      }
    }
  }
}

// ISO and slashed dates in one token or in pieces.
void TimeFinder::absolute(std::uint32_t i, Reading& best) const {
  std::string text = low(i);
  std::uint32_t end = i + 1;
  while (end < size() && end < i + 5 && touches(end) &&
         (low(end) == "-" || low(end) == "/" || all_digits(low(end))))
    text += low(end++);
  Moment m;
  m.grain = Grain::kDay;
  if (text.size() == 10 && text[4] == '-') {
    const auto d = parse_date(text);
    if (!d) return;
    m.year = d->year;
    m.month = d->month;
    m.day = d->day;
    take(best, date(end, m));
    return;
  }
  const std::size_t first = text.find('/');
  if (first == std::string::npos) return;
  const std::size_t second = text.find('/', first + 1);
  if (second == std::string::npos) return;
  int a = number_of(text.substr(0, first));
  int b = number_of(text.substr(first + 1, second - first - 1));
  int y = number_of(text.substr(second + 1));
  if (text.size() - second - 1 == 2 && y >= 0) y += y < 50 ? 2000 : 1900;
  if (a > 12) std::swap(a, b);  // day first
  if (y < 1000 || y > 2199 || a < 1 || a > 12 || b < 1 || b > days_in_month(y, a)) return;
  m.year = y;
  m.month = a;
  m.day = b;
  take(best, date(end, m));
}

// "2024", "the 1990s", "the '90s", "the 19th century", "146 BC".
void TimeFinder::years(std::uint32_t i, Reading& best) const {
  std::uint32_t start = i;
  const bool article = low(i) == "the";
  if (article) ++start;
  const std::string& s = low(start);
  Moment m;
  // Decades.
  std::string digits = s;
  std::uint32_t end = start + 1;
  if ((digits == "'" || digits == "’") && start + 1 < size()) digits = low(end++);
  if (!digits.empty() && (digits[0] == '\'')) digits.erase(0, 1);
  if (digits.rfind("’", 0) == 0) digits.erase(0, 3);
  if (digits.size() == 4 && all_digits(digits) && (low(end) == "s" || low(end) == "'s") &&
      touches(end))
    digits += 's', ++end;
  if ((digits.size() == 5 || digits.size() == 3) && digits.back() == 's' &&
      all_digits(std::string_view(digits).substr(0, digits.size() - 1)) &&
      digits[digits.size() - 2] == '0') {
    int y = number_of(std::string_view(digits).substr(0, digits.size() - 1));
    if (y < 100) y += 1900;
    m.grain = Grain::kDecade;
    m.year = y;
    take(best, date(end, m));
    return;
  }
  bool ordinal = false;
  if (const int n = day_number(start, &ordinal); n > 0 && ordinal && low(start + 1) == "century") {
    m.grain = Grain::kCentury;
    m.year = (n - 1) * 100;
    take(best, date(start + 2, m));
    return;
  }
  if (article) return;
  if (is_one_of(i + 1, {"bc", "b.c.", "bce"}) && all_digits(s) && s.size() < 5) {
    m.grain = Grain::kYear;
    m.year = number_of(s);
    m.before_christ = true;
    take(best, date(i + 2, m));
    return;
  }
  const int y = year_at(i);
  if (y == 0) return;
  // A bare number is a year after a preposition or on its own, not before a noun.
  const bool led =
      i > 0 && (is_one_of(i - 1, {"in",     "since",   "of",     "by",    "until",   "till", "from",
                                  "to",     "during",  "before", "after", "between", "and",  "for",
                                  "around", "through", "early",  "late",  "(",       "mid",  "-",
                                  "–",      "circa",   "year",   "about", ","}));
  const Word* next = i + 1 < size() ? &sentence_->words[i + 1] : nullptr;
  const bool before_noun = next != nullptr &&
                           (next->upos == Upos::kNoun || next->upos == Upos::kSym ||
                            next->form == "%" || next->upos == Upos::kNum) &&
                           sentence_->words[i].head == static_cast<std::int32_t>(i) + 1;
  const bool counted = before_noun && is_relation(sentence_->words[i].deprel, "nummod");
  if (y < 1500 && !(led && next != nullptr && next->upos == Upos::kPunct)) return;
  if (counted && !(y >= 1900 && y <= 2050)) return;
  if (!led && counted) {
    // "the 2022 invasion"
    if (!(y >= 1900 && y <= 2050) || has_feature(*next, "Number=Plur")) return;
  }
  if (i > 0 && is_one_of(i - 1, {"$", "€", "£", "no.", "number"})) return;
  m.grain = Grain::kYear;
  m.year = y;
  take(best, date(i + 1, m));
}

void TimeFinder::weekday(std::uint32_t i, Reading& best) const {
  const TimeWord* day = at(i, Class::kWeekday);
  if (day == nullptr || !(sentence_->words[i].form[0] >= 'A' && sentence_->words[i].form[0] <= 'Z'))
    return;
  if (low(i) == "sun." || low(i) == "sat.") return;
  // "Monday, June 17"
  std::uint32_t next = i + 1;
  if (low(next) == ",") ++next;
  Reading inner;
  month_and_day(next, inner);
  if (inner.end > 0 && (inner.moment.grain == Grain::kDay || inner.moment.grain == Grain::kPart)) {
    take(best, inner);
    return;
  }
  Moment m = weekday_near(day->number, tense_at(i));
  const std::uint32_t end = with_part(i + 1, m);
  take(best, date(end, m));
}

void TimeFinder::season(std::uint32_t i, Reading& best) const {
  std::uint32_t start = i;
  const bool article = is_one_of(i, {"the", "this", "last", "next"});
  if (low(i) == "the") ++start;
  const TimeWord* word = at(start, Class::kSeason);
  if (word == nullptr || sentence_->words[start].upos == Upos::kVerb) return;
  std::uint32_t end = start + 1;
  if (low(end) == "of") ++end;
  if (low(end) == ",") ++end;
  Moment m;
  m.grain = Grain::kSeason;
  m.tail = word->value;
  if (const int year = year_at(end); year > 0) {
    m.year = year;
    take(best, date(end + 1, m));
    return;
  }
  // "spring" and "fall" are also springs and falls.
  const bool doubtful = word->value == "FA" || word->value == "SP";
  if (doubtful && low(start) != "autumn" &&
      !(start > 0 && is_one_of(start - 1, {"in", "this", "last", "by", "the", "next", "until"})))
    return;
  if (low(start) == "fall" && article) return;
  if (sentence_->words[start].head >= 0 && is_relation(sentence_->words[start].deprel, "compound"))
    return;
  if (const int year = narrative_year(); year >= 0)
    m.year = year;
  else if (today_)
    m.year = civil_from_days(*today_).year;
  take(best, date(start + 1, m));
}

// "today", "yesterday morning", "now", "the same day", "the day before", "the future".
void TimeFinder::deictic(std::uint32_t i, Reading& best) const {
  const TimeWord* w = at(i);
  Reading r;
  if (w != nullptr && w->cls == Class::kDay) {
    Moment m = now();
    if (today_ && (w->number != 0)) m = Moment::on(*today_ + w->number);
    std::uint32_t end = i + 1;
    if (w->value.size() > 2 || w->value == "0NI") {
      m.grain = Grain::kPart;
      m.tail = "NI";
    } else {
      end = with_part(end, m);
    }
    take(best, date(end, m));
    return;
  }
  if (w != nullptr &&
      (w->cls == Class::kPresent || w->cls == Class::kPast || w->cls == Class::kFuture)) {
    if (sentence_->words[i].upos != Upos::kAdv && low(i) != "now") return;
    r.end = i + 1;
    r.value = w->value;
    r.anchors = false;
    take(best, r);
    return;
  }
  const auto phrase = [&](std::initializer_list<std::string_view> words) {
    std::uint32_t k = i;
    for (const std::string_view word : words)
      if (low(k++) != word) return false;
    return true;
  };
  const auto fixed = [&](std::uint32_t length, const char* value) {
    Reading f;
    f.end = i + length;
    f.value = value;
    f.anchors = false;
    take(best, f);
  };
  if (phrase({"the", "future"})) fixed(2, "FUTURE_REF");
  if (phrase({"the", "near", "future"})) fixed(3, "FUTURE_REF");
  if (phrase({"the", "past"}) && at(i + 2) == nullptr &&
      sentence_->words[i + 1].upos == Upos::kNoun)
    fixed(2, "PAST_REF");
  if (phrase({"the", "moment"}) || phrase({"the", "present"})) fixed(2, "PRESENT_REF");
  if (!last_.known()) return;
  if (phrase({"the", "same", "day"}) || phrase({"that", "same", "day"}) ||
      phrase({"that", "day"})) {
    take(best, date(i + (low(i + 1) == "same" ? 3 : 2), last_.widened(Grain::kDay)));
  } else if (phrase({"that", "night"}) || phrase({"that", "evening"}) ||
             phrase({"that", "morning"}) || phrase({"that", "afternoon"})) {
    Moment m = last_.widened(Grain::kDay);
    take(best, date(with_part(i + 1, m), m));
  } else if (phrase({"the", "day", "before"}) || phrase({"a", "day", "earlier"}) ||
             phrase({"the", "previous", "day"})) {
    take(best, date(i + 3, Moment::on(last_.first_day() - 1)));
  } else if (phrase({"the", "day", "after"}) || phrase({"a", "day", "later"}) ||
             phrase({"the", "next", "day"}) || phrase({"the", "following", "day"})) {
    take(best, date(i + 3, Moment::on(last_.first_day() + 1)));
  } else if (phrase({"the", "following", "year"}) || phrase({"the", "next", "year"})) {
    take(best, date(i + 3, last_year_.widened(Grain::kYear).stepped(1)));
  } else if (phrase({"the", "previous", "year"})) {
    take(best, date(i + 3, last_year_.widened(Grain::kYear).stepped(-1)));
  } else if (phrase({"that", "year"}) || phrase({"the", "same", "year"})) {
    take(best, date(i + (low(i) == "that" ? 2 : 3), last_year_.widened(Grain::kYear)));
  } else if (phrase({"the", "same", "month"}) || phrase({"that", "month"})) {
    take(best, date(i + (low(i) == "that" ? 2 : 3), last_.widened(Grain::kMonth)));
  }
}

Grain grain_of(std::string_view unit) {
  if (unit == "D") return Grain::kDay;
  if (unit == "W") return Grain::kWeek;
  if (unit == "WE") return Grain::kWeekend;
  if (unit == "M") return Grain::kMonth;
  if (unit == "Q") return Grain::kQuarter;
  if (unit == "Y") return Grain::kYear;
  if (unit == "DE") return Grain::kDecade;
  if (unit == "CE") return Grain::kCentury;
  return Grain::kUnknown;
}

// "last week", "this month", "next June", "earlier this year", "two years ago", "a week later",
// "the third quarter", "last night", "this morning".
void TimeFinder::relative(std::uint32_t i, Reading& best) const {
  std::uint32_t start = i;
  if (is_one_of(start, {"the", "earlier", "later"}) &&
      (at(start + 1, Class::kRelative) != nullptr || at(start + 1, Class::kOrdinal) != nullptr))
    ++start;
  // "the third quarter of 2023", "the first half of this year"
  bool ordinal = false;
  if (const int n = day_number(start, &ordinal);
      n >= 1 && n <= 4 && ordinal && is_one_of(start + 1, {"quarter", "half"})) {
    Moment m = now().widened(low(start + 1) == "quarter" ? Grain::kQuarter : Grain::kHalf);
    m.number = n;
    std::uint32_t end = start + 2;
    if (low(end) == "of") {
      Reading inner;
      years(end + 1, inner);
      relative(end + 1, inner);
      if (inner.end > 0 && inner.moment.grain == Grain::kYear) {
        m.year = inner.moment.year;
        end = inner.end;
      }
    } else if (const int year = year_at(end); year > 0) {
      m.year = year;
      ++end;
    }
    if (n <= 2 || low(start + 1) == "quarter") take(best, date(end, m));
  }
  if (const TimeWord* rel = at(start, Class::kRelative)) {
    std::uint32_t next = start + 1;
    const TimeWord* w = at(next);
    const int steps = rel->number;
    if (w != nullptr && w->cls == Class::kUnit && grain_of(w->value) != Grain::kUnknown) {
      const Grain grain = grain_of(w->value);
      const bool following = low(start) == "following" || low(start) == "previous";
      Moment base = following && last_.known() ? last_ : now();
      if (grain == Grain::kDay && steps != 0 && !last_.known()) return;
      if (grain == Grain::kDay && steps != 0) base = last_;
      Moment m = base.widened(grain).stepped(steps);
      // "the past year", "the past week": the stretch up to now.
      if (low(start) == "past" || (low(start) == "last" && start > i && low(i) == "the")) {
        Reading r;
        r.end = next + 1;
        r.type = TimeType::kDuration;
        r.value = grain == Grain::kDecade ? "P10Y" : "P1" + w->value;
        r.anchors = false;
        take(best, r);
        return;
      }
      if (grain == Grain::kYear && low(next + 1) == "'s") {
      }
      take(best, date(next + 1, m));
      return;
    }
    if (w != nullptr && w->cls == Class::kMonth && steps != 0) {
      Moment m = month_near(w->number, steps < 0 ? Tense::kPast : Tense::kFuture);
      if (today_ && m.known() && narrative_year() < 0 && m.month == civil_from_days(*today_).month)
        m.year += steps;
      take(best, date(next + 1, m));
      return;
    }
    if (w != nullptr && w->cls == Class::kMonth) {
      Moment m = month_near(w->number, Tense::kPresent);
      if (today_ && narrative_year() < 0) m.year = civil_from_days(*today_).year;
      take(best, date(next + 1, m));
      return;
    }
    if (w != nullptr && w->cls == Class::kWeekday) {
      Moment m = weekday_near(w->number, steps > 0   ? Tense::kFuture
                                         : steps < 0 ? Tense::kPast
                                                     : tense_at(next));
      if (today_ && w->number == weekday_of(*today_) && steps != 0)
        m = Moment::on(*today_ + 7 * steps);
      const std::uint32_t end = with_part(next + 1, m);
      take(best, date(end, m));
      return;
    }
    if (w != nullptr && w->cls == Class::kPart && (steps == 0 || low(start) == "last")) {
      Moment m = now();
      if (steps < 0 && today_) m = Moment::on(*today_ - 1);
      take(best, date(with_part(next, m), m));
      return;
    }
    if (w != nullptr && w->cls == Class::kSeason) {
      Moment m = now().widened(Grain::kYear);
      m.grain = Grain::kSeason;
      m.tail = w->value;
      if (today_ && steps != 0) {
        const std::int32_t first = m.first_day();
        if (steps < 0 && first + 60 > *today_) --m.year;
        if (steps > 0 && first < *today_) ++m.year;
      }
      take(best, date(next + 1, m));
      return;
    }
    // "the last two years", "the next 24 hours"
    std::string text;
    std::uint32_t unit = next;
    if (const int n = count_at(unit, text); n != 0 && low(next) != "a" && low(next) != "an") {
      const TimeWord* u = at(unit);
      if (u != nullptr && (u->cls == Class::kUnits || u->cls == Class::kUnit)) {
        Reading r;
        duration(next, r);
        if (r.end > 0) {
          r.anchors = false;
          take(best, r);
        }
      }
    }
  }
  // "two years ago", "a week later", "three days before"
  std::string text;
  std::uint32_t unit = i;
  const int n = count_at(unit, text);
  const TimeWord* u = n != 0 ? at(unit) : nullptr;
  if (u == nullptr || (u->cls != Class::kUnit && u->cls != Class::kUnits)) return;
  const bool ago = low(unit + 1) == "ago" || (low(unit + 1) == "from" && low(unit + 2) == "now");
  const bool earlier = is_one_of(unit + 1, {"earlier", "before"});
  const bool later = is_one_of(unit + 1, {"later", "after", "afterwards"});
  if (!ago && !earlier && !later) return;
  if ((low(unit + 1) == "before" || low(unit + 1) == "after") && unit + 2 < size() &&
      sentence_->words[unit + 2].upos != Upos::kPunct)
    return;  // "two days after the vote": a duration
  const int sign = later || low(unit + 1) == "from" ? 1 : -1;
  const std::uint32_t end = unit + (low(unit + 1) == "from" ? 3 : 2);
  if (n < 0) {
    Reading r;
    r.end = end;
    r.value = sign < 0 ? "PAST_REF" : "FUTURE_REF";
    r.anchors = false;
    take(best, r);
    return;
  }
  const Moment base = ago || !last_.known() ? now() : last_;
  if (!base.known()) {
    Moment m;
    m.grain = grain_of(u->value) == Grain::kUnknown ? Grain::kDay : grain_of(u->value);
    take(best, date(end, m));
    return;
  }
  const std::int32_t from = base.first_day();
  Moment m = Moment::on(from);
  const std::string& code = u->value;
  if (n > 3000) return;
  if (code == "D")
    m = Moment::on(from + sign * n);
  else if (code == "W")
    m = Moment::week_of(from + sign * 7 * n);
  else if (code == "2W")
    m = Moment::week_of(from + sign * 14 * n);
  else if (code == "M")
    m = Moment::on(days_from_civil(add_months(civil_from_days(from), sign * n)))
            .widened(Grain::kMonth);
  else if (code == "Y")
    m = base.widened(Grain::kYear).stepped(sign * n);
  else if (code == "DE")
    m = base.widened(Grain::kYear).stepped(sign * n * 10);
  else if (code == "CE")
    m = base.widened(Grain::kYear).stepped(sign * n * 100);
  else
    m = Moment::on(from);  // hours and minutes: that day
  take(best, date(end, m));
}

// "two years", "a decade", "24-hour", "several months", "years".
void TimeFinder::duration(std::uint32_t i, Reading& best) const {
  std::uint32_t unit = i;
  std::string text;
  int n = count_at(unit, text);
  if (n == 0) {
    if (at(i, Class::kUnits) == nullptr) return;
    if (i > 0 && (at(i - 1) != nullptr || low(i - 1) == "these" || low(i - 1) == "those")) return;
    text = "X";
    unit = i;
  }
  std::uint32_t u = unit;
  if ((low(u) == "-" || low(u) == "–") && touches(u)) ++u;
  bool half = false;
  if (is_one_of(u, {"and"}) && low(u + 1) == "a" && low(u + 2) == "half") {
    half = true;
    u += 3;
  }
  if (is_one_of(u, {"more", "full", "consecutive", "straight", "long", "whole", "other"})) ++u;
  const TimeWord* w = at(u);
  if (w == nullptr || (w->cls != Class::kUnit && w->cls != Class::kUnits)) return;
  if (w->value == "WE" || (w->value == "Q" && n >= 0)) return;
  if ((low(u) == "second" || low(u) == "quarter") && n == 1) return;
  // Ages are none: "51-year-old", "24 years old", "aged 3 months".
  if (low(u + 1) == "old" || (low(u + 1) == "-" && low(u + 2) == "old") ||
      (low(u + 1) == "of" && low(u + 2) == "age"))
    return;
  // A bare singular "a day", "a year" with a rate before it is a set: "twice a week".
  std::string value;
  std::string code = w->value;
  if (code == "DE") {
    if (n > 0)
      text = std::to_string(n * 10), code = "Y";
    else
      text = "X";
  } else if (code == "CE") {
    if (n > 0)
      text = std::to_string(n * 100), code = "Y";
    else
      code = "CE";
  } else if (code == "2W") {
    code = "W";
    if (n > 0) text = std::to_string(2 * n);
  } else if (code == "Q") {
    code = "Q";
  }
  if (half) text += ".5";
  if (code[0] == 'T')
    value = "PT" + text + code.substr(1);
  else
    value = "P" + text + code;
  Reading r;
  r.end = u + 1;
  r.type = TimeType::kDuration;
  r.value = value;
  r.anchors = false;
  take(best, r);
}

// "every day", "each week", "daily", "twice a week", "annually".
void TimeFinder::sets(std::uint32_t i, Reading& best) const {
  Reading r;
  r.type = TimeType::kSet;
  r.anchors = false;
  if (const TimeWord* w = at(i, Class::kSet)) {
    if (sentence_->words[i].upos == Upos::kPropn) return;
    r.end = i + 1;
    r.value = w->value;
    take(best, r);
    return;
  }
  if (is_one_of(i, {"every", "each"})) {
    std::uint32_t u = i + 1;
    std::string text = "1";
    if (low(u) == "other") ++u, text = "2";
    std::uint32_t after = u;
    std::string counted;
    if (const int n = count_at(after, counted); n > 1) text = counted, u = after;
    const TimeWord* w = at(u);
    if (w == nullptr) return;
    r.end = u + 1;
    if (w->cls == Class::kUnit || w->cls == Class::kUnits)
      r.value = w->value[0] == 'T' ? "PT" + text + w->value.substr(1) : "P" + text + w->value;
    else if (w->cls == Class::kWeekday)
      r.value = "XXXX-WXX-" + w->value;
    else if (w->cls == Class::kMonth) {
      r.value = "XXXX-";
      append_padded(r.value, w->number, 2);
    } else if (w->cls == Class::kSeason)
      r.value = "XXXX-" + w->value;
    else if (w->cls == Class::kPart)
      r.value = "XXXX-XX-XXT" + w->value;
    else
      return;
    take(best, r);
    return;
  }
  if (is_one_of(i, {"once", "twice"}) && is_one_of(i + 1, {"a", "an", "per"}) &&
      at(i + 2, Class::kUnit) != nullptr) {
    const std::string& u = at(i + 2)->value;
    r.end = i + 3;
    r.value = u[0] == 'T' ? "PT1" + u.substr(1) : "P1" + u;
    take(best, r);
  }
}

// "10:30 a.m.", "5 p.m. on Monday", "1430 GMT", "noon".
void TimeFinder::clock(std::uint32_t i, Reading& best) const {
  int hour = -1, minute = 0;
  std::uint32_t end = i + 1;
  const std::string& s = low(i);
  const std::size_t colon = s.find_first_of(":.");
  bool exact = false;
  if (const TimeWord* w = at(i, Class::kClock)) {
    hour = number_of(std::string_view(w->value).substr(0, 2));
    exact = true;
  } else if (colon != std::string::npos && colon >= 1 && colon <= 2 && s.size() == colon + 3 &&
             all_digits(s.substr(0, colon)) && all_digits(s.substr(colon + 1))) {
    hour = number_of(s.substr(0, colon));
    minute = number_of(s.substr(colon + 1));
    exact = s[colon] == ':';
  } else if (all_digits(s) && s.size() <= 2) {
    hour = number_of(s);
    // "10 : 30" in three words
    if (low(i + 1) == ":" && touches(i + 1) && touches(i + 2) && low(i + 2).size() == 2 &&
        all_digits(low(i + 2))) {
      minute = number_of(low(i + 2));
      end = i + 3;
      exact = true;
    }
  } else if (s.size() == 4 && all_digits(s) && is_one_of(i + 1, {"gmt", "utc", "hrs", "hours"})) {
    hour = number_of(s.substr(0, 2));
    minute = number_of(s.substr(2));
    exact = true;
  } else {
    // "5pm", "10:30am"
    std::string digits;
    std::size_t k = 0;
    while (k < s.size() && ((s[k] >= '0' && s[k] <= '9') || s[k] == ':')) digits += s[k++];
    const std::string rest = s.substr(k);
    if (digits.empty() || (rest != "am" && rest != "pm" && rest != "a.m." && rest != "p.m."))
      return;
    const std::size_t at_colon = digits.find(':');
    hour = number_of(digits.substr(0, at_colon));
    if (at_colon != std::string::npos) minute = number_of(digits.substr(at_colon + 1));
    if (hour < 1 || hour > 12 || minute < 0) return;
    hour = hour % 12 + (rest[0] == 'p' ? 12 : 0);
    exact = true;
  }
  const bool am = is_one_of(end, {"a.m.", "am", "a.m", "p.m.", "pm", "p.m"});
  if (am) {
    if (hour < 1 || hour > 12) return;
    hour = hour % 12 + (low(end)[0] == 'p' ? 12 : 0);
    ++end;
    exact = true;
  }
  if (low(end) == "o'clock" || low(end) == "o’clock") ++end, exact = true;
  if (!exact || hour < 0 || hour > 24 || minute < 0 || minute > 59) return;
  Moment m = last_.grain == Grain::kDay && last_.known() && !today_ ? last_ : now();
  if (is_one_of(end, {"gmt", "utc", "z"})) {
    m.utc = true;
    ++end;
  } else if (low(end) == "local" && low(end + 1) == "time") {
    end += 2;
  } else if (low(end) == "(" && is_one_of(end + 1, {"gmt", "utc"})) {
    m.utc = true;
  }
  m.grain = Grain::kClock;
  append_padded(m.tail, hour, 2);
  m.tail += ':';
  append_padded(m.tail, minute, 2);
  // "… on Monday", "… on 17 June", "… yesterday": the day is said after.
  std::uint32_t next = end;
  if (is_one_of(next, {"on", "of", ","})) ++next;
  Reading day;
  weekday(next, day);
  month_and_day(next, day);
  if (next == end) deictic(next, day);
  if (day.end > 0 && day.moment.grain == Grain::kDay) {
    const Moment clock_time = m;
    m = day.moment;
    m.grain = Grain::kClock;
    m.tail = clock_time.tail;
    m.utc = clock_time.utc;
    end = day.end;
  }
  take(best, date(end, m));
}

// "on the 17th", "the 17th (local time)": the nearest that suits the tense.
void TimeFinder::bare_day(std::uint32_t i, Reading& best) const {
  if (low(i) != "the") return;
  bool ordinal = false;
  const int day = day_number(i + 1, &ordinal);
  if (day == 0 || !ordinal || at(i + 1, Class::kOrdinal) != nullptr) return;
  if (i == 0 || !is_one_of(i - 1, {"on", "of", "until", "by", "from", "since", "before", "after"}))
    return;
  const Word* next = i + 2 < size() ? &sentence_->words[i + 2] : nullptr;
  if (next != nullptr &&
      (next->upos == Upos::kNoun || next->upos == Upos::kPropn || next->upos == Upos::kAdj ||
       next->upos == Upos::kNum || next->form == "-"))
    return;
  Moment m;
  m.grain = Grain::kDay;
  m.day = day;
  if (today_) {
    const CivilDate d = civil_from_days(*today_);
    CivilDate month{d.year, d.month, 1};
    const bool future = tense_at(i + 1) == Tense::kFuture;
    if (future && day < d.day) month = add_months(month, 1);
    if (!future && day > d.day) month = add_months(month, -1);
    for (int tries = 0; tries < 2 && day > days_in_month(month.year, month.month); ++tries)
      month = add_months(month, future ? 1 : -1);
    m.year = month.year;
    m.month = month.month;
  }
  take(best, date(i + 2, m));
}

// "early June", "the end of the year", "mid-2023", "late last week".
void TimeFinder::edges(std::uint32_t i, Reading& best) const {
  std::uint32_t start = i;
  if (low(start) == "the") ++start;
  const TimeWord* edge = at(start, Class::kEdge);
  if (edge == nullptr) return;
  std::uint32_t next = start + 1;
  if (low(next) == "-" && touches(next)) ++next;
  bool of = false;
  if (is_one_of(next, {"of", "in"})) ++next, of = true;
  if (!of && start != i) return;
  Reading inner;
  month_and_day(next, inner);
  years(next, inner);
  relative(next, inner);
  season(next, inner);
  weekday(next, inner);
  if (of && inner.end == 0 && low(next) == "the") {
    // "the end of the year"
    const TimeWord* unit = at(next + 1, Class::kUnit);
    if (unit != nullptr && grain_of(unit->value) != Grain::kUnknown)
      inner = date(next + 2, now().widened(grain_of(unit->value)));
  }
  if (inner.end == 0 || inner.type != TimeType::kDate || !inner.value.empty()) return;
  take(best, inner);
}

Reading TimeFinder::read(std::uint32_t i, int) const {
  Reading best;
  absolute(i, best);
  month_and_day(i, best);
  years(i, best);
  weekday(i, best);
  season(i, best);
  deictic(i, best);
  relative(i, best);
  duration(i, best);
  sets(i, best);
  clock(i, best);
  bare_day(i, best);
  edges(i, best);
  // "the morning of the 14th", "the night of Monday"
  if (best.end == 0 && low(i) == "the" && at(i + 1, Class::kPart) != nullptr &&
      low(i + 2) == "of") {
    Reading inner;
    month_and_day(i + 3, inner);
    weekday(i + 3, inner);
    bare_day(i + 3, inner);
    if (inner.end > 0 && inner.moment.grain == Grain::kDay) {
      Moment m = inner.moment;
      m.grain = Grain::kPart;
      m.tail = at(i + 1)->value;
      take(best, date(inner.end, m));
    }
  }
  return best;
}

void TimeFinder::sentence(std::uint32_t index, const Sentence& sentence, const SentenceTree& tree,
                          std::vector<TimeExpression>& times, std::vector<TimeMention>& mentions) {
  sentence_ = &sentence;
  tree_ = &tree;
  low_.clear();
  found_.clear();
  for (const Word& w : sentence.words) {
    low_.push_back(lower(w.form));
    found_.push_back(knowledge_.time_word(low_.back()));
  }
  for (std::uint32_t i = 0; i < size();) {
    // Most words begin no time expression.
    const char first = low_[i].empty() ? ' ' : low_[i][0];
    const bool possible = found_[i] != nullptr || (first >= '0' && first <= '9') || first == '\'' ||
                          is_one_of(i, {"the", "a", "an", "every", "each", "once", "twice", "that",
                                        "earlier", "later"});
    const Reading r = possible ? read(i, 0) : Reading{};
    if (r.end <= i) {
      ++i;
      continue;
    }
    TimeExpression t;
    t.span = {sentence.words[i].span.begin, sentence.words[r.end - 1].span.end};
    t.type = r.type;
    t.value = r.value;
    if (r.value.empty()) {
      t.value = r.moment.value();
      r.moment.interval(t.begin, t.end);
      const Grain g = r.moment.grain;
      if (r.anchors && r.moment.known() && !r.moment.before_christ) {
        last_year_ = r.moment;
        if (g == Grain::kDay || g == Grain::kPart || g == Grain::kClock || g == Grain::kMonth)
          last_ = r.moment;
      }
    }
    mentions.push_back({index, i, r.end, static_cast<Index>(times.size())});
    times.push_back(std::move(t));
    i = r.end;
  }
}

}  // namespace

void find_times(const Analysis& analysis, const std::vector<SentenceTree>& trees,
                const Knowledge& knowledge, std::optional<CivilDate> published,
                std::vector<TimeExpression>& times, std::vector<TimeMention>& mentions) {
  TimeFinder finder(knowledge, published);
  for (std::uint32_t i = 0; i < analysis.sentences.size(); ++i)
    if (!analysis.sentences[i].words.empty())
      finder.sentence(i, analysis.sentences[i], trees[i], times, mentions);
}

}  // namespace dragoman
