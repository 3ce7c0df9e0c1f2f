// Cases that a linguist can write: a text, the rows it must give, the rows it must not, and why.
//
//   title: A pledge is no delivery
//   date: 2025-03-11
//   headline: yes                      (optional: the text is headlines, one a line)
//   tier: accurate                     (optional: coded by the accurate model, not by the fast one)
//   reason: will + give is future; a ledger must not count the boats twice
//
//   Norway will give Ukraine 12 patrol boats, its defence minister said.
//
//   event AID: source=Norway; target=Ukraine; status=future; stage=pledged
//   no event AID: status=actual
//   statement: speaker=minister; form=indirect; act=assert; content=Norway will give Ukraine 12
//   patrol boats
//
// A row is found if some row of the record has all that is asked. Texts match as parts of names and
// contents; `content` and `trigger` as a whole, marks and stops at their ends left out.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/tsv.h"
#include "dragoman/dragoman.h"

namespace dragoman {
namespace {

struct Expected {
  bool wanted = true;
  bool event = false;
  std::string type;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string line;
};

struct Case {
  std::string title, date, text;
  bool headline = false;
  Tier tier = Tier::kFast;
  std::vector<Expected> rows;
};

bool starts(std::string_view line, std::string_view with) {
  return line.substr(0, with.size()) == with;
}

std::optional<Expected> row_of(std::string_view line) {
  Expected out;
  out.line = std::string(line);
  if (starts(line, "no ")) {
    out.wanted = false;
    line.remove_prefix(3);
  }
  if (starts(line, "event"))
    out.event = true;
  else if (!starts(line, "statement"))
    return std::nullopt;
  const std::size_t colon = line.find(':');
  const std::string_view head = line.substr(0, colon);
  if (out.event && head.size() > 6) out.type = std::string(trim(head.substr(6)));
  if (colon == std::string_view::npos) return out;
  for (const std::string_view part : split(line.substr(colon + 1), ';')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    out.fields.emplace_back(trim(part.substr(0, equals)), trim(part.substr(equals + 1)));
  }
  return out;
}

Case read_case(const std::filesystem::path& path) {
  std::ifstream in(path);
  Case out;
  std::string line;
  int part = 0;  // header, text, rows
  while (std::getline(in, line)) {
    if (part == 0) {
      if (line.empty())
        part = 1;
      else if (starts(line, "title: "))
        out.title = line.substr(7);
      else if (starts(line, "date: "))
        out.date = line.substr(6);
      else if (starts(line, "headline: "))
        out.headline = line.substr(10) == "yes";
      else if (line == "tier: accurate")
        out.tier = Tier::kAccurate;
      continue;
    }
    if (starts(line, "event") || starts(line, "no event") || starts(line, "statement") ||
        starts(line, "no statement")) {
      if (auto row = row_of(line); row && line.find(':') != std::string::npos) {
        part = 2;
        out.rows.push_back(std::move(*row));
        continue;
      }
    }
    if (part == 1) out.text += line + "\n";
  }
  while (!out.text.empty() && out.text.back() == '\n') out.text.pop_back();
  return out;
}

std::string bare(std::string_view s) {
  constexpr std::string_view kJunk = " \t\n\"'.,;:!?";
  while (!s.empty() && kJunk.find(s.front()) != std::string_view::npos) s.remove_prefix(1);
  while (!s.empty() && kJunk.find(s.back()) != std::string_view::npos) s.remove_suffix(1);
  return std::string(s);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

class Checker {
 public:
  explicit Checker(const Record& r) : r_(r) {}

  bool found(const Expected& e) const {
    if (e.event)
      return std::any_of(r_.events.begin(), r_.events.end(),
                         [&](const Event& x) { return fits(e, x); });
    return std::any_of(r_.statements.begin(), r_.statements.end(),
                       [&](const Statement& x) { return fits(e, x); });
  }

  std::string all() const {
    std::string out;
    for (const Statement& s : r_.statements) {
      out += "  statement " + name(s.speaker) + ' ' + std::string(name_of(s.form)) + ' ' +
             std::string(name_of(s.act));
      for (const Span c : s.content) out += " [" + std::string(slice(r_.article.text, c)) + "]";
      out += " " + s.rule + '\n';
    }
    for (const Event& e : r_.events)
      out += "  event " + std::string(name_of(e.type)) + ' ' + names(e.sources) + " > " +
             names(e.targets) + ' ' + std::string(name_of(e.status)) +
             (e.stage ? " " + std::string(name_of(*e.stage)) : "") + " (" +
             std::string(slice(r_.article.text, e.trigger)) + ") " + e.cameo + ' ' + e.rule + '\n';
    return out;
  }

 private:
  std::string name(Index i) const {
    if (i == kNone) return "none";
    const Entity& e = r_.entities[static_cast<std::size_t>(i)];
    return e.name + (e.actor ? "/" + e.actor->code : "");
  }
  std::string names(const std::vector<Index>& list) const {
    std::string out;
    for (const Index i : list) out += (out.empty() ? "" : ", ") + name(i);
    return out.empty() ? "none" : out;
  }

  bool fits(const Expected& want, const Event& e) const {
    if (!want.type.empty() && want.type != name_of(e.type)) return false;
    for (const auto& [key, value] : want.fields) {
      bool ok = false;
      if (key == "source")
        ok = contains(names(e.sources), value);
      else if (key == "target")
        ok = contains(names(e.targets), value);
      else if (key == "status")
        ok = value == name_of(e.status);
      else if (key == "stage")
        ok = e.stage ? value == name_of(*e.stage) : value == "none";
      else if (key == "cameo")
        ok = value == e.cameo;
      else if (key == "mode")
        ok = value == e.mode;
      else if (key == "trigger")
        ok = value == slice(r_.article.text, e.trigger);
      else if (key == "claimed_by")
        ok = e.claimed_by == kNone
                 ? value == "none"
                 : contains(name(r_.statements[static_cast<std::size_t>(e.claimed_by)].speaker),
                            value);
      else if (key == "item")
        ok = std::any_of(e.objects.begin(), e.objects.end(), [&, v = value](const EventObject& o) {
          return o.item == v || o.item_class == v;
        });
      else if (key == "quantity")
        ok = std::any_of(e.objects.begin(), e.objects.end(), [&, v = value](const EventObject& o) {
          return o.quantity && std::to_string(static_cast<long>(
                                   o.quantity->min.value_or(o.quantity->max.value_or(0)))) == v;
        });
      else if (key == "money")
        ok = std::any_of(e.objects.begin(), e.objects.end(), [&, v = value](const EventObject& o) {
          return o.money &&
                 std::to_string(static_cast<long>(o.money->amount)) + ' ' + o.money->currency == v;
        });
      else if (key == "count")
        ok = std::any_of(e.counts.begin(), e.counts.end(), [&, v = value](const EventCount& c) {
          return c.kind + ' ' + std::to_string(c.best.value_or(c.low.value_or(0))) == v;
        });
      else if (key == "context")
        ok = std::find(e.contexts.begin(), e.contexts.end(), value) != e.contexts.end();
      else
        ADD_FAILURE() << "unknown field " << key;
      if (!ok) return false;
    }
    return true;
  }

  bool fits(const Expected& want, const Statement& s) const {
    for (const auto& [key, value] : want.fields) {
      bool ok = false;
      if (key == "speaker")
        ok = contains(name(s.speaker), value);
      else if (key == "form")
        ok = value == name_of(s.form);
      else if (key == "act")
        ok = value == name_of(s.act);
      else if (key == "addressee")
        ok = contains(names(s.addressees), value);
      else if (key == "occasion")
        ok = s.occasion && contains(slice(r_.article.text, *s.occasion), value);
      else if (key == "cue")
        ok = s.cue && value == slice(r_.article.text, *s.cue);
      else if (key == "content")
        ok = std::any_of(s.content.begin(), s.content.end(), [&, v = value](Span c) {
          return bare(slice(r_.article.text, c)) == bare(v);
        });
      else if (key == "says")
        ok = std::any_of(s.content.begin(), s.content.end(),
                         [&, v = value](Span c) { return contains(slice(r_.article.text, c), v); });
      else if (key == "date")
        ok = s.date && value == s.date->value;
      else
        ADD_FAILURE() << "unknown field " << key;
      if (!ok) return false;
    }
    return true;
  }

  const Record& r_;
};

std::vector<std::filesystem::path> cases() {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(DRAGOMAN_SOURCE_DIR "/tests/golden"))
    if (entry.path().extension() == ".case") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

class Golden : public ::testing::TestWithParam<std::filesystem::path> {};

const Coder& coder_of(Tier tier) {
  const auto open = [](Tier t) {
    CoderOptions options;
    options.data_dir = DRAGOMAN_SOURCE_DIR;
    options.tier = t;
    auto opened = Coder::open(options);
    EXPECT_TRUE(opened) << opened.error().message();
    return std::move(*opened);
  };
  static const Coder fast = open(Tier::kFast), accurate = open(Tier::kAccurate);
  return tier == Tier::kFast ? fast : accurate;
}

TEST_P(Golden, GivesTheRows) {
  const Case c = read_case(GetParam());
  ASSERT_FALSE(c.rows.empty());
  Report report;
  report.date = c.date;
  if (c.headline) report.title = c.text;
  report.text = c.text;
  const Record record = coder_of(c.tier).code(report);
  ASSERT_FALSE(record.error) << record.error->message();
  const Checker checker(record);
  for (const Expected& e : c.rows)
    EXPECT_EQ(checker.found(e), e.wanted) << c.title << "\n  asked: " << e.line << "\n"
                                          << checker.all();
}

INSTANTIATE_TEST_SUITE_P(Cases, Golden, ::testing::ValuesIn(cases()), [](const auto& one) {
  std::string name = one.param.stem().string();
  std::replace_if(
      name.begin(), name.end(),
      [](char ch) { return !std::isalnum(static_cast<unsigned char>(ch)); }, '_');
  return name;
});

}  // namespace
}  // namespace dragoman
