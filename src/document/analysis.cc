#include "document/analysis.h"

#include <charconv>

#include "base/tsv.h"

namespace dragoman {
namespace {

// CoNLL-U cells hold no tabs, line breaks or blanks at their ends.
void append_cell(std::string& out, std::string_view cell) {
  if (cell.empty()) {
    out += '_';
    return;
  }
  for (const char c : cell) out += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
}

std::string name_tag(const Sentence& s, std::uint32_t word) {
  for (const Name& name : s.names)
    if (name.begin <= word && word < name.end)
      return std::string("Entity=") + (word == name.begin ? "B-" : "I-") +
             std::string(name_of(name.cls));
  return {};
}

bool space_follows(std::string_view text, Span span, std::uint32_t limit) {
  if (span.end >= limit) return true;
  const char c = text[span.end];
  // A no-break space separates tokens too.
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || text.substr(span.end, 2) == "\xC2\xA0";
}

void append_misc(std::string& out, const std::string& name, bool space) {
  if (name.empty() && space) out += '_';
  out += name;
  if (!space) out += name.empty() ? "SpaceAfter=No" : "|SpaceAfter=No";
}

void append_sentence(std::string& out, const Sentence& s, std::string_view text) {
  for (std::size_t t = 0; t < s.tokens.size(); ++t) {
    const Token& token = s.tokens[t];
    const std::uint32_t limit = t + 1 < s.tokens.size() ? s.tokens[t + 1].span.begin + 1
                                                        : static_cast<std::uint32_t>(text.size());
    const bool space = space_follows(text, token.span, limit);
    const bool multi = token.word_count > 1;
    if (multi) {
      out += std::to_string(token.first_word + 1) + '-' +
             std::to_string(token.first_word + token.word_count) + '\t';
      append_cell(out, slice(text, token.span));
      out += "\t_\t_\t_\t_\t_\t_\t_\t";
      append_misc(out, {}, space);
      out += '\n';
    }
    for (std::uint32_t k = 0; k < token.word_count; ++k) {
      const std::uint32_t i = token.first_word + k;
      const Word& w = s.words[i];
      out += std::to_string(i + 1) + '\t';
      // The text's own characters; of a word that has none of its own, its form.
      const bool own = !multi || !(w.span == token.span);
      append_cell(out, own ? slice(text, multi ? w.span : token.span) : std::string_view(w.form));
      out += '\t';
      append_cell(out, w.lemma);
      out += '\t';
      out += name_of(w.upos);
      out += '\t';
      append_cell(out, w.xpos);
      out += '\t';
      append_cell(out, w.feats);
      out += '\t' + std::to_string(w.head + 1) + '\t';
      append_cell(out, w.deprel);
      out += "\t_\t";
      append_misc(out, name_tag(s, i), multi || space);
      out += '\n';
    }
  }
  out += '\n';
}

}  // namespace

std::string analysis_to_conllu(const Analysis& analysis, std::string_view text,
                               std::string_view document_id) {
  std::string out;
  if (!document_id.empty()) {
    out += "# newdoc id = ";
    append_cell(out, document_id);
    out += '\n';
  }
  int number = 0;
  for (const Sentence& s : analysis.sentences) {
    if (s.words.empty()) continue;
    out += "# sent_id = " + std::to_string(++number) + "\n# text = ";
    append_cell(out, slice(text, s.span));
    out += '\n';
    append_sentence(out, s, text);
  }
  return out;
}

Result<Analysis> analysis_from_conllu(std::string_view conllu, std::string* text) {
  Analysis analysis;
  Sentence sentence;
  text->clear();
  std::uint32_t range_end = 0;  // last word (1-based) of the open multi-word token
  bool space = false;
  const auto close = [&] {
    if (sentence.words.empty()) return;
    sentence.span = {sentence.tokens.front().span.begin, sentence.tokens.back().span.end};
    analysis.sentences.push_back(std::move(sentence));
    sentence = {};
    range_end = 0;
  };
  int line_number = 0;
  for (std::string_view line : split(conllu, '\n')) {
    ++line_number;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) {
      close();
      space = !text->empty();
      continue;
    }
    if (line[0] == '#') continue;
    const auto cells = split(line, '\t');
    const std::string place = "line " + std::to_string(line_number);
    if (cells.size() != 10) return fail(ErrorCode::kMalformed, "not ten columns", {}, place);
    if (cells[0].find('.') != std::string_view::npos) continue;
    const auto add_token = [&](std::string_view form) {
      if (space) *text += ' ';
      const auto begin = static_cast<std::uint32_t>(text->size());
      *text += form;
      sentence.tokens.push_back({{begin, static_cast<std::uint32_t>(text->size())},
                                 static_cast<std::uint32_t>(sentence.words.size()),
                                 0});
      space = cells[9].find("SpaceAfter=No") == std::string_view::npos;
    };
    const auto number = [](std::string_view cell) {
      int n = -1;
      std::from_chars(cell.data(), cell.data() + cell.size(), n);
      return n;
    };
    if (const std::size_t dash = cells[0].find('-'); dash != std::string_view::npos) {
      range_end = static_cast<std::uint32_t>(number(cells[0].substr(dash + 1)));
      add_token(cells[1]);
      continue;
    }
    const int id = number(cells[0]), head = number(cells[6]);
    if (id != static_cast<int>(sentence.words.size()) + 1 || head < 0)
      return fail(ErrorCode::kMalformed, "ids or heads are not in order", {}, place);
    if (static_cast<std::uint32_t>(id) > range_end) add_token(cells[1]);
    Word w;
    w.token = static_cast<std::uint32_t>(sentence.tokens.size() - 1);
    ++sentence.tokens.back().word_count;
    w.span = sentence.tokens.back().span;
    w.form = cells[1];
    w.lemma = cells[2];
    w.upos = upos_of(cells[3]);
    w.xpos = intern(cells[4]);
    w.feats = intern(cells[5]);
    w.head = head - 1;
    w.deprel = intern(cells[7]);
    const auto i = static_cast<std::uint32_t>(sentence.words.size());
    if (const std::size_t at = cells[9].find("Entity="); at != std::string_view::npos) {
      const std::string_view tag = split(cells[9].substr(at + 7), '|').front();
      const NameClass cls = name_class_of(tag.substr(2));
      if (tag[0] == 'I' && !sentence.names.empty() && sentence.names.back().end == i)
        sentence.names.back().end = i + 1;
      else
        sentence.names.push_back({i, i + 1, cls, 1.0F});
    }
    sentence.words.push_back(std::move(w));
  }
  close();
  for (const Sentence& s : analysis.sentences)
    for (const Word& w : s.words)
      if (w.head >= static_cast<std::int32_t>(s.words.size()))
        return fail(ErrorCode::kMalformed, "a head lies outside its sentence");
  return analysis;
}

}  // namespace dragoman
