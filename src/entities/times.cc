// The words of time expressions, the tense around them, and the choice among readings.
#include <algorithm>

#include "entities/time_finder.h"

namespace dragoman {

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

Reading TimeFinder::read(std::uint32_t i) const {
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

void TimeFinder::judge(const Analysis& analysis) {
  if (!today_) return;
  const int this_year = civil_from_days(*today_).year;
  std::size_t far = 0, near = 0;
  for (const Sentence& s : analysis.sentences)
    for (const Word& w : s.words) {
      const std::string& f = w.form;
      if (f.size() == 4 && all_digits(f)) {
        const int year = number_of(f);
        if (year >= 1000 && year <= 2199) ++(std::abs(year - this_year) >= 2 ? far : near);
      } else if (f.size() >= 5 && ((f[0] >= 'A' && f[0] <= 'Z') || f[0] == 'y' || f[0] == 't')) {
        const std::string form = lower(f);
        const TimeWord* word = knowledge_.time_word(form);
        if (word != nullptr && (word->cls == Class::kWeekday || word->cls == Class::kDay)) ++near;
      }
    }
  history_ = far >= 3 && far > near;
}

void TimeFinder::sentence(std::uint32_t index, const Sentence& sentence, const SentenceTree& tree,
                          std::vector<TimeExpression>& times, std::vector<TimeMention>& mentions) {
  index_ = index;
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
    const Reading r = possible ? read(i) : Reading{};
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
        last_year_sentence_ = index;
        if (g == Grain::kDay || g == Grain::kPart || g == Grain::kClock || g == Grain::kMonth)
          last_ = r.moment;
      }
    }
    mentions.push_back({index, i, r.end, static_cast<Index>(times.size())});
    times.push_back(std::move(t));
    i = r.end;
  }
}

void find_times(const Analysis& analysis, const std::vector<SentenceTree>& trees,
                const Knowledge& knowledge, std::optional<CivilDate> published,
                std::vector<TimeExpression>& times, std::vector<TimeMention>& mentions) {
  TimeFinder finder(knowledge, published);
  finder.judge(analysis);
  for (std::uint32_t i = 0; i < analysis.sentences.size(); ++i)
    if (!analysis.sentences[i].words.empty())
      finder.sentence(i, analysis.sentences[i], trees[i], times, mentions);
}

}  // namespace dragoman
