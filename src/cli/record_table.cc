#include "cli/record_table.h"

#include "cli/terminal.h"

namespace dragoman::cli {
namespace {

std::string entity_name(const Record& r, Index i) {
  if (i == kNone) return "-";
  const Entity& e = r.entities[static_cast<std::size_t>(i)];
  if (e.actor && !e.actor->code.empty() && e.actor->code != e.name)
    return e.name + " (" + e.actor->code + ")";
  return e.name;
}

std::string join(const Record& r, const std::vector<Index>& entities) {
  std::string out;
  for (const Index i : entities) out += (out.empty() ? "" : ", ") + entity_name(r, i);
  return out.empty() ? "-" : out;
}

std::string quote(const Record& r, const std::vector<Span>& spans) {
  std::string out;
  for (const Span& s : spans)
    out += (out.empty() ? "" : " … ") + std::string(slice(r.article.text, s));
  return out;
}

std::string number(double v) {
  std::string digits = std::to_string(static_cast<long long>(v));
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

std::string object_text(const EventObject& o) {
  std::string out;
  if (o.quantity && o.quantity->min) {
    out = (o.quantity->qualifier.empty() ? "" : o.quantity->qualifier + " ") +
          number(*o.quantity->min) + " ";
    if (!o.quantity->unit.empty()) out += o.quantity->unit + " ";
  }
  if (o.money) return out + number(o.money->amount) + " " + o.money->currency;
  return out + (o.item.empty() ? o.item_class : o.item);
}

std::string objects_text(const Event& e) {
  std::string out;
  for (const EventObject& o : e.objects) out += (out.empty() ? "" : ", ") + object_text(o);
  return out;
}

void heading(std::string& out, std::string_view text, bool colour) {
  out += "\n" + bold(text, colour) + "\n";
}

void field(std::string& out, std::string_view name, std::string_view value, int width) {
  if (value.empty()) return;
  const std::string label = std::string(name) + std::string(11 - name.size(), ' ');
  bool first = true;
  for (const std::string& line : wrap(printable(value), width - 11)) {
    out += (first ? label : std::string(11, ' ')) + line + "\n";
    first = false;
  }
}

void article(std::string& out, const Record& r, int width) {
  const Article& a = r.article;
  for (const std::string& deck : a.deck) field(out, "deck", deck, width);
  std::string names;
  for (const std::string& name : a.byline) names += (names.empty() ? "" : ", ") + name;
  field(out, "by", names, width);
  if (a.published)
    field(out, "published",
          a.published->value + " (" + std::string(name_of(a.published->from)) + ")", width);
  field(out, "site", a.site, width);
  for (const Figure& f : a.figures) {
    field(out, "caption", f.caption, width);
    field(out, "credit", f.credit, width);
  }
  std::size_t paragraphs = 0;
  for (const Block& b : a.blocks) paragraphs += b.kind == BlockKind::kParagraph;
  field(out, "text",
        std::to_string(paragraphs) + " paragraphs, " + std::to_string(r.sentences.size()) +
            " sentences",
        width);
  field(out, "copyright", a.copyright, width);
  for (const Note& n : r.notes) field(out, "note", n.code + ": " + n.message, width);
}

}  // namespace

std::string render_record(const Record& r, int width, bool colour) {
  std::string out;
  const std::string title =
      printable(r.article.title.empty() ? (r.id.empty() ? "(no title)" : r.id) : r.article.title);
  for (const std::string& line : wrap(title, width)) out += bold(line, colour) + "\n";
  if (r.error) {
    field(out, "error", r.error->message(), width);
    return out;
  }
  article(out, r, width);
  if (!r.statements.empty()) {
    heading(out, "Who said what", colour);
    Table table({{"", 4}, {"speaker", 36}, {"act", 9}, {"form", 8}, {"to", 30}});
    int i = 0;
    for (const Statement& s : r.statements)
      table.row({"s" + std::to_string(i++), entity_name(r, s.speaker), std::string(name_of(s.act)),
                 std::string(name_of(s.form)), s.addressees.empty() ? "" : join(r, s.addressees)},
                {quote(r, s.content)});
    out += table.render(width, colour);
  }
  if (!r.events.empty()) {
    heading(out, "Who did what to whom", colour);
    Table table({{"", 4},
                 {"source", 30},
                 {"type", 9},
                 {"target", 30},
                 {"status", 12},
                 {"said in", 7},
                 {"object", 30}});
    int i = 0;
    for (const Event& e : r.events) {
      std::string type(name_of(e.type));
      table.row({"v" + std::to_string(i++), join(r, e.sources), type, join(r, e.targets),
                 std::string(name_of(e.status)),
                 e.claimed_by == kNone ? "" : "s" + std::to_string(e.claimed_by), objects_text(e)},
                {std::string(slice(r.article.text, e.evidence))});
    }
    out += table.render(width, colour);
  }
  if (r.statements.empty() && r.events.empty() && r.notes.empty())
    out += dim("no statements or events found", colour) + "\n";
  return out;
}

}  // namespace dragoman::cli
