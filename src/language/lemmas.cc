#include "language/lemmas.h"

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "base/tsv.h"
#include "base/utf8.h"
#include "language/features.h"

namespace dragoman {
namespace {

constexpr std::size_t kLongestSuffix = 6;  // code points
constexpr std::uint32_t kMostCut = 1000;

std::uint64_t hash_of(std::string_view text, std::uint32_t tag) {
  return hash64(text) ^ tag * std::uint64_t{0x9E3779B97F4A7C15};
}

// The bytes of `text` without its last `cut` code points; false when it has fewer.
bool drop_last(std::string_view& text, std::uint32_t cut) {
  for (; cut > 0; --cut) {
    if (text.empty()) return false;
    do text.remove_suffix(1);
    while (!text.empty() && (static_cast<unsigned char>(text[text.size()]) & 0xC0) == 0x80);
  }
  return true;
}

}  // namespace

std::uint32_t Lemmatizer::Table::insert(std::string_view text, std::uint32_t tag,
                                        std::uint32_t value) {
  if (count * 2 >= slots.size()) grow();
  const std::size_t mask = slots.size() - 1;
  std::size_t at = hash_of(text, tag) & mask;
  while (slots[at].tag != 0) {
    if (slots[at].tag == tag && slots[at].text == text) return slots[at].value;
    at = (at + 1) & mask;
  }
  slots[at] = {text, tag, value};
  ++count;
  return value;
}

const std::uint32_t* Lemmatizer::Table::find(std::string_view text, std::uint32_t tag) const {
  if (tag == 0 || slots.empty()) return nullptr;
  const std::size_t mask = slots.size() - 1;
  for (std::size_t at = hash_of(text, tag) & mask; slots[at].tag != 0; at = (at + 1) & mask)
    if (slots[at].tag == tag && slots[at].text == text) return &slots[at].value;
  return nullptr;
}

void Lemmatizer::Table::grow() {
  std::vector<Slot> old(std::max<std::size_t>(64, slots.size() * 2));
  old.swap(slots);
  count = 0;
  for (const Slot& slot : old)
    if (slot.tag != 0) insert(slot.text, slot.tag, slot.value);
}

std::uint32_t Lemmatizer::number_of(std::string_view tag) {
  return tags_.try_emplace(tag, static_cast<std::uint32_t>(tags_.size() + 1)).first->second;
}

Result<Lemmatizer> Lemmatizer::parse(std::string_view bytes, const std::string& input) {
  Lemmatizer out;
  int number = 0;
  for (std::string_view line : split(bytes, '\n')) {
    ++number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    const auto wrong = [&](std::string reason) {
      return fail(ErrorCode::kModel, std::move(reason), input, "line " + std::to_string(number));
    };
    const auto cells = split(line, '\t');
    if (cells[0] == "W" && cells.size() == 4) {
      const auto value = static_cast<std::uint32_t>(out.lemmas_.size());
      if (out.words_.insert(cells[1], out.number_of(cells[2]), value) != value)
        return wrong("says again what the lemma of a word is");
      out.lemmas_.push_back(cells[3]);
    } else if (cells[0] == "S" && cells.size() == 6) {
      Rule rule{0, cells[4], cells[5] == "k"};
      const char* end = cells[3].data() + cells[3].size();
      // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the end is given
      const auto [stop, error] = std::from_chars(cells[3].data(), end, rule.cut);
      if (error != std::errc() || stop != end || rule.cut > kMostCut)
        return wrong("has a CUT that is no small number");
      if (cells[5] != "k" && cells[5] != "l") return wrong("has a CASE that is neither l nor k");
      const auto value = static_cast<std::uint32_t>(out.rules_.size());
      if (out.suffixes_.insert(cells[1], out.number_of(cells[2]), value) != value)
        return wrong("says again what a suffix becomes");
      out.rules_.push_back(rule);
    } else {
      return wrong("is neither a word (W, four fields) nor a rule (S, six fields)");
    }
  }
  return out;
}

Lemmatizer::Tags Lemmatizer::tags(std::string_view upos, std::string_view xpos) const {
  const auto number = [this](std::string_view tag) {
    const auto found = tags_.find(tag);
    return found == tags_.end() ? 0 : found->second;
  };
  return {number(std::string(upos) + '/' + std::string(xpos)), number(upos), upos == "PROPN",
          Inflection::kind_of(upos, xpos)};
}

void Lemmatizer::use(Inflection inflection) {
  for (const Table::Slot& slot : words_.slots)
    for (const auto& [tag, number] : tags_)
      if (slot.tag == number && (tag.starts_with("VERB") || tag.starts_with("NOUN")))
        inflection.know(lemmas_[slot.value], tag.starts_with("VERB"));
  inflection_ = std::move(inflection);
}

const std::string_view* Lemmatizer::word(std::string_view form, std::uint32_t tag) const {
  const std::uint32_t* found = words_.find(form, tag);
  return found == nullptr ? nullptr : &lemmas_[*found];
}

bool Lemmatizer::apply_rules(std::uint32_t tag, const Buffers& buffers, std::string& lemma) const {
  if (tag == 0) return false;
  const std::string_view lower = buffers.lower;
  const std::size_t points = buffers.starts.size() - 1;
  for (std::size_t size = std::min(kLongestSuffix, points) + 1; size-- > 0;) {
    const std::uint32_t* found = suffixes_.find(lower.substr(buffers.starts[points - size]), tag);
    if (found == nullptr) continue;
    const Rule& rule = rules_[*found];
    std::string_view base = rule.keeps_case ? std::string_view(buffers.form) : lower;
    if (!drop_last(base, rule.cut)) continue;
    lemma = base;
    lemma += rule.add;
    return true;
  }
  return false;
}

void Lemmatizer::lemma(std::string_view form, const Tags& tags, Buffers& buffers,
                       std::string& lemma) const {
  buffers.form.clear();
  for (std::size_t i = 0; i < form.size();)
    append_normalised(buffers.form, next_code_point(form, i));
  buffers.lower.clear();
  buffers.starts.clear();
  for (std::size_t i = 0; i < buffers.form.size();) {
    buffers.starts.push_back(static_cast<std::uint32_t>(buffers.lower.size()));
    append_utf8(buffers.lower, lower_case(next_code_point(buffers.form, i)));
  }
  buffers.starts.push_back(static_cast<std::uint32_t>(buffers.lower.size()));
  if (inflection_ && tags.kind != Inflection::Kind::kOther) {
    lemma = inflection_->irregular(buffers.lower, tags.kind);
    if (!lemma.empty()) return;
  }
  for (const std::string* text : {&buffers.form, &buffers.lower})
    for (const std::uint32_t tag : {tags.fine, tags.coarse})
      if (const std::string_view* found = word(*text, tag)) {
        lemma = *found;
        return;
      }
  learnt(tags, buffers, lemma);
  if (!inflection_ || tags.kind == Inflection::Kind::kOther) return;
  // A lemma that keeps capitals is left alone: NGOs, Israelis.
  if (std::ranges::any_of(lemma, [](char c) { return c >= 'A' && c <= 'Z'; })) return;
  std::string regular = inflection_->regular(buffers.lower, tags.kind, lemma);
  if (!regular.empty()) lemma = std::move(regular);
}

void Lemmatizer::learnt(const Tags& tags, const Buffers& buffers, std::string& lemma) const {
  if (apply_rules(tags.fine, buffers, lemma) || apply_rules(tags.coarse, buffers, lemma)) return;
  lemma = tags.proper ? buffers.form : buffers.lower;
}

}  // namespace dragoman
