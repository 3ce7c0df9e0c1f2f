#include "text/segment.h"

#include <algorithm>

#include "text/characters.h"
#include "text/lexicon.h"
#include "text/paragraphs.h"
#include "text/sentences.h"
#include "text/tokens.h"
#include "text/words.h"

namespace dragoman {

struct Segmenter::Tables {
  text::Lexicon lexicon;
  text::SentenceSplitter splitter;
};

namespace {

using Style = text::SentenceSplitter::Style;
using text::Tokenizer;

// A stretch of the text that no sentence crosses.
struct Stretch {
  Span span;
  std::uint32_t block = 0;
  bool headline = false;
};

bool is_headline(BlockKind kind) {
  return kind == BlockKind::kTitle || kind == BlockKind::kDeck || kind == BlockKind::kHeading;
}

// The article's blocks, and whatever lies between them, cut into paragraphs.
std::vector<Stretch> stretches_of(const Article& article) {
  std::vector<Stretch> out;
  const auto size = static_cast<std::uint32_t>(article.text.size());
  const auto add = [&](Span region, std::uint32_t block, bool headline) {
    if (region.empty()) return;
    for (const Span& span : text::paragraphs_of(article.text, region))
      out.push_back({span, block, headline});
  };
  std::uint32_t done = 0;
  for (std::uint32_t b = 0; b < article.blocks.size(); ++b) {
    const Block& block = article.blocks[b];
    const std::uint32_t begin = std::clamp(block.span.begin, done, size);
    const std::uint32_t end = std::clamp(block.span.end, begin, size);
    add({done, begin}, b > 0 ? b - 1 : 0, false);
    add({begin, end}, b, is_headline(block.kind));
    done = end;
  }
  add({done, size},
      article.blocks.empty() ? 0 : static_cast<std::uint32_t>(article.blocks.size() - 1), false);
  return out;
}

// The spans cut where one of `edges` (sorted) lies inside them.
std::vector<Span> cut_at(const std::vector<Span>& spans, const std::vector<std::uint32_t>& edges) {
  std::vector<Span> out;
  auto edge = edges.begin();
  for (Span span : spans) {
    while (edge != edges.end() && *edge <= span.begin) ++edge;
    for (; edge != edges.end() && *edge < span.end; ++edge) {
      out.push_back({span.begin, *edge});
      span.begin = *edge;
    }
    out.push_back(span);
  }
  return out;
}

}  // namespace

Result<Segmenter> Segmenter::open(const Resources& resources) {
  auto lexicon = text::Lexicon::open(resources);
  if (!lexicon) return tl::unexpected(lexicon.error());
  auto splitter = text::SentenceSplitter::open(resources);
  if (!splitter) return tl::unexpected(splitter.error());
  return Segmenter(
      std::make_unique<const Tables>(Tables{std::move(*lexicon), std::move(*splitter)}));
}

Segmenter::Segmenter(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Segmenter::Segmenter(Segmenter&&) noexcept = default;
Segmenter& Segmenter::operator=(Segmenter&&) noexcept = default;
Segmenter::~Segmenter() = default;

namespace {

class Builder {
 public:
  Builder(const text::Lexicon& lexicon, const Article& article)
      : lexicon_(lexicon), article_(article) {}

  void add(const std::vector<Span>& tokens, std::size_t begin, std::size_t end,
           const Stretch& stretch, bool own_tokens) {
    if (begin >= end) return;
    Sentence sentence;
    sentence.span = {tokens[begin].begin, tokens[end - 1].end};
    sentence.block = stretch.block;
    sentence.headline = stretch.headline;
    sentence.tokens.reserve(end - begin);
    sentence.words.reserve(end - begin + 2);
    const std::size_t final_stop = own_tokens ? token_with_final_stop(tokens, begin, end) : end;
    for (std::size_t k = begin; k < end; ++k) {
      if (k == final_stop) {
        const std::uint32_t dot = tokens[k].end - 1;
        add_token(sentence, {tokens[k].begin, dot});
        add_token(sentence, {dot, tokens[k].end});
      } else {
        add_token(sentence, tokens[k]);
      }
    }
    analysis.sentences.push_back(std::move(sentence));
  }

  Analysis analysis;

 private:
  // "…, rice, etc." ends with two tokens, "… in the U.S." with one.
  std::size_t token_with_final_stop(const std::vector<Span>& tokens, std::size_t begin,
                                    std::size_t end) const {
    std::size_t last = end;
    while (last > begin + 1) {
      const std::string_view token = slice(article_.text, tokens[last - 1]);
      std::vector<text::Char> chars;
      text::decode(token, {0, static_cast<std::uint32_t>(std::min<std::size_t>(token.size(), 8))},
                   chars);
      if (!text::is_closer(chars[0].c) && !text::is_double_quote(chars[0].c) &&
          !text::is_apostrophe(chars[0].c))
        break;
      --last;
    }
    const std::string_view token = slice(article_.text, tokens[last - 1]);
    if (last - begin < 2 || token.size() < 2 || token.back() != '.') return end;
    const std::string_view word = token.substr(0, token.size() - 1);
    if (word.find('.') != std::string_view::npos) return end;
    if (word.size() == 1) return last - 1;  // "… of Plan B."
    return lexicon_.abbreviation(word) != text::Abbreviation::kNone ? last - 1 : end;
  }

  void add_token(Sentence& sentence, Span span) {
    const std::string_view surface = slice(article_.text, span);
    text::word_cuts(lexicon_, surface, cuts_);
    Token token;
    token.span = span;
    token.first_word = static_cast<std::uint32_t>(sentence.words.size());
    token.word_count = static_cast<std::uint32_t>(cuts_.size() + 1);
    cuts_.push_back(span.size());
    std::uint32_t begin = 0;
    for (const std::uint32_t end : cuts_) {
      Word word;
      word.span = {span.begin + begin, span.begin + end};
      word.token = static_cast<std::uint32_t>(sentence.tokens.size());
      word.form = text::normal_form(surface.substr(begin, end - begin));
      sentence.words.push_back(std::move(word));
      begin = end;
    }
    sentence.tokens.push_back(token);
  }

  const text::Lexicon& lexicon_;
  const Article& article_;
  std::vector<std::uint32_t> cuts_;
};

}  // namespace

Analysis Segmenter::segment(const Article& article) const { return segment(article, {}, {}); }

Analysis Segmenter::segment(const Article& article,
                            const std::optional<std::vector<Span>>& given_tokens,
                            const std::optional<std::vector<Span>>& given_sentences) const {
  std::vector<Stretch> stretches = stretches_of(article);
  // Tokens of all stretches, and where each stretch's tokens begin.
  std::vector<Span> tokens;
  std::vector<std::size_t> first_token;
  if (given_tokens) {
    tokens = *given_tokens;
    std::size_t k = 0;
    for (const Stretch& stretch : stretches) {
      first_token.push_back(k);
      while (k < tokens.size() && tokens[k].begin < stretch.span.end) ++k;
    }
    if (!first_token.empty()) k = tokens.size();  // none is lost
    first_token.push_back(k);
  } else {
    Tokenizer tokenizer(tables_->lexicon, article.text);
    for (const Stretch& stretch : stretches) {
      first_token.push_back(tokens.size());
      tokenizer.tokenize(stretch.span, tokens);
    }
    first_token.push_back(tokens.size());
    if (given_sentences) {
      std::vector<std::uint32_t> edges;
      for (const Span& s : *given_sentences) edges.insert(edges.end(), {s.begin, s.end});
      edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
      tokens = cut_at(tokens, edges);
    }
  }

  Builder builder(tables_->lexicon, article);
  if (given_sentences) {
    // A token belongs to the sentence that it begins in; what lies between two sentences is one
    // too.
    std::size_t k = 0, s = 0;
    const auto until = [&](std::uint32_t limit) {
      const std::size_t begin = k;
      while (k < tokens.size() && tokens[k].begin < limit) ++k;
      if (begin == k) return;
      while (s + 1 < stretches.size() && stretches[s].span.end <= tokens[begin].begin) ++s;
      builder.add(tokens, begin, k, stretches.empty() ? Stretch{} : stretches[s], false);
    };
    for (const Span& sentence : *given_sentences) {
      until(sentence.begin);
      until(sentence.end);
    }
    until(static_cast<std::uint32_t>(article.text.size()) + 1);
    return std::move(builder.analysis);
  }
  for (std::size_t s = 0; s < stretches.size(); ++s) {
    const std::vector<Span> mine(tokens.begin() + static_cast<std::ptrdiff_t>(first_token[s]),
                                 tokens.begin() + static_cast<std::ptrdiff_t>(first_token[s + 1]));
    std::vector<std::uint32_t> begins =
        tables_->splitter.split(tables_->lexicon, article.text, mine,
                                stretches[s].headline ? Style::kHeadline : Style::kProse);
    begins.push_back(static_cast<std::uint32_t>(mine.size()));
    for (std::size_t b = 0; b + 1 < begins.size(); ++b)
      builder.add(mine, begins[b], begins[b + 1], stretches[s], !given_tokens);
  }
  return std::move(builder.analysis);
}

}  // namespace dragoman
