// Time expressions by a grammar over the words of data/time_words.tsv. Each rule reads from one
// word on and gives the words it took and what they mean; the longest reading wins. The rules stand
// in calendar_rules.cc (dates that a calendar shows), relative_rules.cc (from today or from the
// date before) and duration_rules.cc (stretches, sets, times of day).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "entities/moment.h"
#include "entities/times.h"
#include "knowledge/knowledge.h"

namespace dragoman {

enum class Tense { kPast, kPresent, kFuture };

struct Reading {
  std::uint32_t end = 0;
  TimeType type = TimeType::kDate;
  Moment moment;        // of dates and times
  std::string value;    // of anything else: "P2Y", "PRESENT_REF"
  bool anchors = true;  // later expressions may refer to it
};

inline std::string lower(std::string_view form) {
  std::string out;
  for (const char c : form) out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

inline bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

inline int number_of(std::string_view s) {
  int n = 0;
  for (const char c : s) {
    if (c < '0' || c > '9' || n > 100000000) return -1;
    n = n * 10 + (c - '0');
  }
  return s.empty() ? -1 : n;
}

// The grain that a unit of time_words.tsv counts; kUnknown for hours and less.
inline Grain grain_of(std::string_view unit) {
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

class TimeFinder {
 public:
  using Class = TimeWord::Class;

  TimeFinder(const Knowledge& knowledge, std::optional<CivilDate> published)
      : knowledge_(knowledge) {
    if (published) today_ = days_from_civil(*published);
  }

  // Whether the report goes by years of its own: most of its dates lie far from publication.
  void judge(const Analysis& analysis);
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
  void ago(std::uint32_t i, Reading& best) const;
  void duration(std::uint32_t i, Reading& best) const;
  void sets(std::uint32_t i, Reading& best) const;
  void clock(std::uint32_t i, Reading& best) const;
  void bare_day(std::uint32_t i, Reading& best) const;
  void edges(std::uint32_t i, Reading& best) const;
  void season(std::uint32_t i, Reading& best) const;
  Reading read(std::uint32_t i) const;
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
  int narrative_year(Tense tense) const;
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
  std::uint32_t index_ = 0, last_year_sentence_ = 0;
  bool history_ = false;
};

}  // namespace dragoman
