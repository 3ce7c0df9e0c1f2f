#include "coding/quantities.h"

#include <charconv>
#include <cmath>

namespace dragoman::coding {
namespace {

// "1,200.5" or "1.5bn"; the letters after the digits in `suffix`.
std::optional<double> digits(const std::string& form, std::string* suffix) {
  std::string plain;
  std::size_t i = 0;
  for (; i < form.size(); ++i) {
    const char c = form[i];
    if (c >= '0' && c <= '9')
      plain += c;
    else if (c == ',' && i + 3 < form.size() + 0 && i > 0)
      continue;
    else if (c == '.' && i + 1 < form.size() && form[i + 1] >= '0' && form[i + 1] <= '9')
      plain += c;
    else
      break;
  }
  if (plain.empty() || plain[0] == '.') return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc() || end != plain.data() + plain.size() || !(value < 1e15))
    return std::nullopt;
  *suffix = form.substr(i);
  return value;
}

// A currency sign at the front of a form, taken off it: "$141" -> "USD", "141".
std::string currency_sign(const Lexicon& lexicon, std::string& form) {
  for (std::size_t n = std::min<std::size_t>(form.size(), 4); n > 0; --n) {
    const auto found = lexicon.currencies.find(form.substr(0, n));
    if (found != lexicon.currencies.end() && n < form.size() && form[n] >= '0' && form[n] <= '9') {
      form = form.substr(n);
      return found->second;
    }
  }
  return {};
}

}  // namespace

std::optional<Number> number_in(const Lexicon& lexicon, const Tree& t, WordId begin, WordId end) {
  Number out;
  bool any = false;
  double current = 0;
  WordId first = kNoWord;
  for (WordId w = begin; w < end; ++w) {
    std::string form = t.form(w), suffix;
    currency_sign(lexicon, form);
    if (const auto value = digits(form, &suffix)) {
      if (any && !(w > begin && (t.form(w - 1) == "-" || t.form(w - 1) == "to"))) break;
      if (t.upos(w) != Upos::kNum && t.upos(w) != Upos::kNoun && t.upos(w) != Upos::kAdj &&
          t.upos(w) != Upos::kPropn && t.upos(w) != Upos::kSym)
        continue;
      if (!suffix.empty() && suffix[0] == '-') suffix = suffix.substr(1);
      const auto scale = lexicon.numbers.find(suffix);
      if (!suffix.empty() && scale == lexicon.numbers.end()) continue;  // "24th", "T-72", "mid-90s"
      current = *value * (suffix.empty() ? 1 : scale->second);
      any = true;
      if (first < 0) first = w;
      continue;
    }
    auto word = lexicon.numbers.find(form);
    if (word == lexicon.numbers.end() && form.find('-') != std::string::npos) {
      // "twenty-one"
      const std::size_t dash = form.find('-');
      const auto tens = lexicon.numbers.find(form.substr(0, dash));
      const auto ones = lexicon.numbers.find(form.substr(dash + 1));
      if (tens != lexicon.numbers.end() && ones != lexicon.numbers.end()) {
        current += tens->second + ones->second;
        any = true;
        if (first < 0) first = w;
      }
      continue;
    }
    if (word != lexicon.numbers.end()) {
      const double v = word->second;
      if (first < 0) first = w;
      if (v >= 100 || form == "dozen") {
        const bool plural = form.back() == 's';
        if (!any || current == 0) {
          out.vague = plural;
          current = v;
        } else {
          current *= v;
        }
      } else {
        current += v;
      }
      any = true;
      continue;
    }
    if (any && form != "and" && form != "," && form != "-") break;
  }
  if (!any) return std::nullopt;
  out.value = current;
  // The words before the number, at most four.
  std::string lead;
  for (WordId w = std::max<WordId>(0, first - 4); w < first; ++w) lead += t.form(w) + ' ';
  const auto ends_with = [&](const char* s) {
    const std::string tail = std::string(s) + ' ';
    return lead.size() >= tail.size() &&
           lead.compare(lead.size() - tail.size(), tail.size(), tail) == 0;
  };
  struct Lead {
    const char* words;
    const char* qualifier;
  };
  static constexpr Lead kLeads[] = {{"at least", "at least"},
                                    {"no fewer than", "at least"},
                                    {"more than", "more than"},
                                    {"over", "more than"},
                                    {"up to", "up to"},
                                    {"as many as", "up to"},
                                    {"as much as", "up to"},
                                    {"at most", "up to"},
                                    {"fewer than", "less than"},
                                    {"less than", "less than"},
                                    {"under", "less than"},
                                    {"about", "about"},
                                    {"around", "about"},
                                    {"some", "about"},
                                    {"nearly", "nearly"},
                                    {"almost", "nearly"},
                                    {"roughly", "about"},
                                    {"approximately", "about"},
                                    {"an estimated", "about"},
                                    {"a further", ""},
                                    {"another", ""}};
  for (const Lead& l : kLeads)
    if (ends_with(l.words)) {
      out.qualifier = l.qualifier;
      break;
    }
  return out;
}

WordId content_noun(const Lexicon& lexicon, const Tree& t, WordId noun) {
  for (int steps = 0; noun >= 0 && steps < 4; ++steps) {
    if (!lexicon.in_class(t.lemma(noun), "measure") && t.upos(noun) != Upos::kNum &&
        t.upos(noun) != Upos::kSym)
      return noun;
    WordId of = kNoWord;
    for (const WordId c : t.children(noun))
      if (t.rel(c) == "nmod" &&
          (t.preposition(c) == "of" || t.preposition(c) == "in" || t.preposition(c) == "worth of"))
        of = c;
    if (of < 0) return noun;
    noun = of;
  }
  return noun;
}

EventObject object_of(const Scene& scene, std::uint32_t sentence, WordId noun) {
  const Tree& t = scene.tree(sentence);
  const Lexicon& lexicon = scene.lexicon;
  EventObject out;
  const auto [begin, end] = t.phrase(noun);
  out.span = t.span(begin, end - 1);
  const WordId what = content_noun(lexicon, t, noun);
  out.item = t.lemma(what);
  const Item* item = lexicon.item(out.item);
  if (item == nullptr || item->cls == "support" || item->cls == "equipment")
    // "ammunition supplies", "missile technology": the modifier says what it is.
    for (const WordId c : t.children(what))
      if ((t.rel(c) == "compound" || t.rel(c) == "amod") && c < what)
        if (const Item* part = lexicon.item(t.lemma(c)); part != nullptr && item == nullptr)
          item = part;
  if (item != nullptr) out.item_class = item->cls;
  // Money: a currency sign or noun in the phrase.
  std::string currency;
  const WordId stop = std::min<WordId>(end, begin + 24);
  for (WordId w = begin; w < stop && currency.empty(); ++w) {
    std::string form = t.form(w);
    const auto sign = lexicon.currencies.find(t.lemma(w));
    if (sign != lexicon.currencies.end())
      currency = sign->second;
    else if (const auto by_form = lexicon.currencies.find(form);
             by_form != lexicon.currencies.end())
      currency = by_form->second;
    else
      currency = currency_sign(lexicon, form);
  }
  const auto number = number_in(lexicon, t, begin, end);
  if (!currency.empty() && number && !number->vague) {
    // "US dollar", "Norwegian crown": an adjective of nationality before the unit.
    for (WordId w = begin; w + 1 < stop; ++w) {
      const auto pair = lexicon.currencies.find(t.form(w) + '_' + t.lemma(w + 1));
      if (pair != lexicon.currencies.end()) currency = pair->second;
    }
    out.money = Money{number->value, currency};
    if (item == nullptr || out.item == t.lemma(noun)) {
      if (lexicon.currencies.count(out.item) != 0 || t.upos(what) == Upos::kNum ||
          t.upos(what) == Upos::kSym) {
        out.item = "money";
        out.item_class = "money";
      }
    }
    return out;
  }
  if (number && !number->vague) {
    Quantity q;
    if (number->qualifier == "at least" || number->qualifier == "more than")
      q.min = number->value;
    else if (number->qualifier == "up to" || number->qualifier == "less than")
      q.max = number->value;
    else
      q.min = q.max = number->value;
    q.qualifier = number->qualifier;
    if (what != noun) q.unit = t.lemma(noun);
    out.quantity = q;
  } else if (number) {
    out.quantity = Quantity{number->value, std::nullopt, {}, "vague"};
  }
  return out;
}

std::optional<EventCount> count_of(const Scene& scene, std::uint32_t sentence,
                                   const std::string& kind, WordId noun) {
  if (noun < 0) return std::nullopt;
  const Tree& t = scene.tree(sentence);
  const auto [begin, end] = t.phrase(noun);
  const auto number = number_in(scene.lexicon, t, begin, std::min<WordId>(end, noun + 1));
  EventCount out;
  out.kind = kind;
  out.span = t.span(begin, end - 1);
  if (!number) {
    const bool one =
        t.has_child_lemma(noun, "det", "a") && scene.lexicon.in_class(t.lemma(noun), "person");
    if (!one || t.xpos(noun) == "NNS") return std::nullopt;
    out.low = out.best = out.high = 1;
    return out;
  }
  const auto n = static_cast<std::int64_t>(std::llround(number->value));
  if (number->vague || number->qualifier == "at least" || number->qualifier == "more than") {
    out.low = n;
    if (!number->vague) out.best = n;
  } else if (number->qualifier == "up to" || number->qualifier == "less than") {
    out.high = n;
    out.best = n;
  } else {
    out.low = out.best = out.high = n;
  }
  return out;
}

}  // namespace dragoman::coding
