#include "article/assemble.h"

#include <algorithm>
#include <unordered_set>

#include "article/bylines.h"
#include "article/captions.h"
#include "article/characters.h"
#include "base/hash.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr std::size_t kMaxRelated = 40;
constexpr std::size_t kMaxTags = 50;

// The part of a language tag before its first hyphen, in lower case.
std::string primary(std::string_view tag) { return ascii_lower_case(tag.substr(0, tag.find('-'))); }

std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url = url.substr(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#:"));
  if (url.substr(0, 4) == "www.") url.remove_prefix(4);
  return ascii_lower_case(url);
}

// A link as it stands on the page, made whole where the page's own address is known.
std::string whole_url(std::string_view link, std::string_view page_url) {
  const std::size_t scheme = page_url.find("://");
  if (scheme == std::string_view::npos || link.empty() || link[0] != '/') return std::string(link);
  if (link.substr(0, 2) == "//")
    return std::string(page_url.substr(0, scheme + 1)) + std::string(link);
  const std::size_t path = page_url.find_first_of("/?#", scheme + 3);
  return std::string(page_url.substr(0, path)) + std::string(link);
}

// Declared language and what the text looks like. The declaration knows sister languages apart;
// the text knows when a page in another language was left at the template's "en".
std::string decide_language(const std::string& declared, const std::string& seen) {
  if (declared.empty() || seen.empty()) return declared.empty() ? seen : declared;
  const std::string said = primary(declared);
  if (said != seen &&
      (said == "en" || seen == "en" || seen == "ko" || seen == "ja" || seen == "zh"))
    return seen;
  return declared;
}

// The day of a dateline that begins one of the first lines of the text.
std::optional<std::string> dateline_date(const Article& article, const Months& months) {
  constexpr std::size_t kLines = 6;
  const std::string_view text = article.text;
  for (std::size_t start = 0, line = 0; start < text.size() && line < kLines;) {
    const std::size_t stop = std::min(text.find('\n', start), text.size());
    std::string_view here = text.substr(start, stop - start);
    while (!here.empty() && is_html_space(here.front())) here.remove_prefix(1);
    if (!here.empty()) {
      if (auto value = months.read_dateline(here)) return value;
      ++line;
    }
    start = stop + 1;
  }
  return std::nullopt;
}

class Assembler {
 public:
  Assembler(const Page& page, const Declarations& declared, const Labelling& labelling,
            const Report& report, const AssemblyTools& tools)
      : page_(page), declared_(declared), labels_(labelling), report_(report), tools_(tools) {}

  Extraction assemble() {
    title();
    deck();
    body();
    figures();
    write_text();
    bylines();
    date();
    rest();
    judge();
    return std::move(out_);
  }

 private:
  Label label(std::size_t i) const { return labels_.labels[i]; }
  bool is_body(std::size_t i) const {
    const Label l = label(i);
    return l == Label::kBody || l == Label::kHeading || l == Label::kList || l == Label::kQuote ||
           l == Label::kTable;
  }
  Article& article() { return out_.article; }

  void title() {
    std::int32_t best_margin = -1;
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      if (label(i) != Label::kTitle || labels_.margins[i] < best_margin) continue;
      best_margin = labels_.margins[i];
      title_block_ = i;
    }
    if (page_.is_dump) prefer_repeated_title();
    // A pasted page has a title somewhere: the likeliest line before its text.
    if (title_block_ == kNowhere && page_.is_dump && declared_.titles.empty())
      title_block_ = likeliest_title();
    if (title_block_ != kNowhere) {
      article().title = one_line(page_.blocks[title_block_].text);
    } else if (!declared_.titles.empty()) {
      article().title = declared_.titles.front();
    }
    title_key_ = folded(article().title);
  }

  // Images are often described by the title: a line that another one begins with is the title, if
  // it may be one at all.
  void prefer_repeated_title() {
    constexpr std::int32_t kWorst = -6 * Labeller::kWeightUnit;
    int left = 8;  // lines to look at: keeps this linear
    for (std::size_t k = 1; k < page_.blocks.size() && left > 0; ++k) {
      if (!page_.blocks[k].glued) continue;
      --left;
      for (std::size_t i = 0; i + 1 < k; ++i) {
        if (page_.blocks[i].text != page_.blocks[k - 1].text || labels_.title_gains[i] < kWorst)
          continue;
        title_block_ = i;
        return;
      }
    }
  }

  // A line that might have been the title, behind the one that is.
  bool is_second_title(std::size_t i) const {
    return page_.is_dump && title_block_ != kNowhere && label(i) == Label::kTitle &&
           i > title_block_ && i <= title_block_ + 3;
  }

  std::size_t likeliest_title() const {
    constexpr std::size_t kReach = 40;
    constexpr std::int32_t kWorst = -12 * Labeller::kWeightUnit;
    std::size_t first = 0;
    while (first < page_.blocks.size() &&
           !(is_body(first) && page_.blocks[first].text.size() >= 80))
      ++first;
    if (first == page_.blocks.size()) return kNowhere;
    std::size_t best = kNowhere;
    std::int32_t best_gain = kWorst;
    for (std::size_t i = first > kReach ? first - kReach : 0; i <= first; ++i) {
      const PageBlock& block = page_.blocks[i];
      if (labels_.title_gains[i] < best_gain || block.glued || block.text.size() < 8 ||
          block.text.size() > 300)
        continue;
      best_gain = labels_.title_gains[i];
      best = i;
    }
    return best;
  }

  static std::string one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  }

  void deck() {
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      if ((label(i) != Label::kDeck && !is_second_title(i)) || i == title_block_) continue;
      const std::string& text = page_.blocks[i].text;
      const std::string key = folded(text);
      if (key.empty() || key == title_key_ || !used_.insert(key).second) continue;
      article().deck.push_back(one_line(text));
    }
  }

  struct Piece {
    BlockKind kind;
    std::string text;
    std::int32_t row = -1, table = -1;  // containers of a table cell
  };

  std::int32_t holder(std::size_t i, std::string_view tag) const {
    for (std::int32_t c = page_.blocks[i].container; c >= 0;
         c = page_.containers[static_cast<std::size_t>(c)].parent)
      if (kBlockTags[page_.containers[static_cast<std::size_t>(c)].tag] == tag) return c;
    return -1;
  }

  BlockKind kind_of(std::size_t i) const {
    const PageBlock& block = page_.blocks[i];
    const Label l = label(i);
    if (page_.is_dump) {
      if (l == Label::kHeading) return BlockKind::kHeading;
      if (l == Label::kList) return BlockKind::kList;
      if (l == Label::kQuote) return BlockKind::kQuote;
      if (l == Label::kTable) return BlockKind::kTable;
      return BlockKind::kParagraph;
    }
    // The element says it, where the page has elements.
    if (block.heading >= 1 && block.text.size() < 400) return BlockKind::kHeading;
    if ((block.inside & kInTable) != 0 && holder(i, "tr") >= 0 && l == Label::kTable)
      return BlockKind::kTable;
    if ((block.inside & kInList) != 0 && l == Label::kList) return BlockKind::kList;
    if ((block.inside & kInQuote) != 0) return BlockKind::kQuote;
    if (l == Label::kHeading && block.text.size() < 200) return BlockKind::kHeading;
    return BlockKind::kParagraph;
  }

  void body() {
    std::string last;
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      if (!is_body(i) || i == title_block_) continue;
      const std::string& text = page_.blocks[i].text;
      const std::string key = folded(text);
      if (key.empty() || key == last || (key == title_key_ && pieces_.empty())) continue;
      // A paragraph is told once.
      if (key.size() >= 60 && !used_.insert(key).second) continue;
      last = key;
      Piece piece{kind_of(i), text, -1, -1};
      if (piece.kind == BlockKind::kTable) {
        piece.row = holder(i, "tr");
        piece.table = holder(i, "table");
        if (!pieces_.empty() && pieces_.back().kind == BlockKind::kTable &&
            pieces_.back().table == piece.table) {
          pieces_.back().text += (pieces_.back().row == piece.row ? '\t' : '\n') + one_line(text);
          pieces_.back().row = piece.row;
          continue;
        }
      }
      body_margin_ += std::min<std::int64_t>(labels_.margins[i], 10 * Labeller::kWeightUnit);
      ++body_blocks_;
      pieces_.push_back(std::move(piece));
    }
    promote_heading();
    // What the page declares as its text, where it shows none.
    if (pieces_.empty() && declared_.article_body.size() >= 200) {
      from_declaration_ = true;
      for (std::size_t start = 0; start < declared_.article_body.size();) {
        std::size_t end = declared_.article_body.find('\n', start);
        if (end == std::string::npos) end = declared_.article_body.size();
        if (std::string text =
                squeezed(std::string_view(declared_.article_body).substr(start, end - start));
            !text.empty())
          pieces_.push_back({BlockKind::kParagraph, std::move(text), -1, -1});
        start = end + 1;
      }
    }
    if (pieces_.empty() && page_.is_dump) read_line_by_line();
  }

  // A pasted list of headlines has no running text; its lines are still what it says.
  void read_line_by_line() {
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const std::string& text = page_.blocks[i].text;
      const Label l = label(i);
      if (i == title_block_ || folded(text) == title_key_) continue;
      if (l == Label::kLegal || l == Label::kByline || l == Label::kDate || l == Label::kCredit)
        continue;
      // The last character, or before a closing quotation mark of up to three bytes.
      const std::size_t stop = text.find_last_of(".!?");
      const bool sentence = stop != std::string::npos && stop + 4 >= text.size();
      if (!sentence && std::count(text.begin(), text.end(), ' ') < 3) continue;
      pieces_.push_back(
          {sentence ? BlockKind::kParagraph : BlockKind::kHeading, one_line(text), -1, -1});
      no_running_text_ = true;
    }
  }

  // A heading before the first paragraph of an article that has no other headings heads nothing:
  // it is a deck.
  void promote_heading() {
    const auto headings = std::count_if(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
      return piece.kind == BlockKind::kHeading;
    });
    if (headings != 1 || pieces_.size() < 3 || pieces_.front().kind != BlockKind::kHeading ||
        title_block_ == kNowhere)
      return;
    article().deck.push_back(one_line(std::move(pieces_.front().text)));
    pieces_.erase(pieces_.begin());
  }

  // Which image a block belongs to: its figure's, else the last one before it.
  std::int32_t image_of(std::size_t i) const {
    if (page_.blocks[i].figure >= 0) return page_.blocks[i].figure;
    std::int32_t best = -1;
    for (std::size_t f = 0; f < page_.figures.size(); ++f)
      if (page_.figures[f].first_block <= static_cast<std::int32_t>(i) &&
          page_.figures[f].first_block + 3 >= static_cast<std::int32_t>(i))
        best = static_cast<std::int32_t>(f);
    return best;
  }

  void figures() {
    struct Open {
      std::size_t index;  // into article().figures
      std::size_t block;
      std::int32_t image;
    };
    std::vector<Open> opened;
    std::unordered_set<std::string> known;
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      const Label l = label(i);
      if (l != Label::kCaption && l != Label::kCredit) continue;
      const std::string text = one_line(page_.blocks[i].text);
      CaptionParts parts =
          l == Label::kCaption ? split_caption(text, tools_.phrases) : credit_only(text);
      const std::int32_t image = image_of(i);
      const bool joins = !opened.empty() && opened.back().block + 2 >= i &&
                         (opened.back().image == image || image < 0 || page_.blocks[i].figure < 0);
      if (joins) {
        Figure& figure = article().figures[opened.back().index];
        if (parts.caption.empty() && figure.credit.empty()) {
          figure.credit = parts.credit;
          opened.back().block = i;
          continue;
        }
        if (figure.caption.empty() && parts.credit.empty()) {
          figure.caption = parts.caption;
          known.insert(folded(figure.caption));
          opened.back().block = i;
          continue;
        }
      }
      if (!parts.caption.empty()) {
        // A caption that repeats the title is the image's alternative text.
        const std::string key = folded(parts.caption);
        if (key == title_key_ || !known.insert(key).second) continue;
      }
      Figure figure{parts.caption, parts.credit, {}};
      if (image >= 0) figure.url = page_.figures[static_cast<std::size_t>(image)].src;
      opened.push_back({article().figures.size(), i, image});
      article().figures.push_back(std::move(figure));
    }
  }

  CaptionParts credit_only(const std::string& text) const {
    CaptionParts parts = split_caption(text, tools_.phrases);
    if (parts.credit.empty() || !parts.caption.empty()) {
      parts.credit = text;
      if (parts.credit.size() >= 2 &&
          (parts.credit.front() == '(' || parts.credit.front() == '[')) {
        parts.credit.erase(0, 1);
        if (!parts.credit.empty() && (parts.credit.back() == ')' || parts.credit.back() == ']'))
          parts.credit.pop_back();
      }
      parts.caption.clear();
    }
    return parts;
  }

  void put(BlockKind kind, const std::string& text) {
    if (text.empty()) return;
    std::string& all = article().text;
    if (!all.empty()) all += "\n\n";
    const auto begin = static_cast<std::uint32_t>(all.size());
    all += text;
    article().blocks.push_back({kind, {begin, static_cast<std::uint32_t>(all.size())}});
  }

  void write_text() {
    put(BlockKind::kTitle, article().title);
    for (const std::string& line : article().deck) put(BlockKind::kDeck, line);
    for (const Piece& piece : pieces_) put(piece.kind, piece.text);
    for (const Figure& figure : article().figures) put(BlockKind::kCaption, figure.caption);
  }

  void bylines() {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < page_.blocks.size(); ++i)
      if (label(i) == Label::kByline) shown.push_back(page_.blocks[i].text);
    article().byline = fuse_authors(declared_, shown, tools_.phrases);
  }

  void date() {
    if (!report_.date.empty()) {
      if (const auto given = read_machine_date(report_.date)) {
        article().published = Published{*given, DateSource::kGiven};
        return;
      }
    }
    if (!declared_.published.empty()) {
      const DeclaredDate& best = declared_.published.front();
      article().published = Published{best.value, best.from};
      return;
    }
    // What stands beside the title, first by its <time>, then by its words.
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      if (label(i) != Label::kDate && label(i) != Label::kByline) continue;
      if (const auto value = read_machine_date(page_.blocks[i].datetime)) {
        article().published = Published{*value, DateSource::kTime};
        return;
      }
    }
    for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
      if (label(i) != Label::kDate && label(i) != Label::kByline) continue;
      if (const auto value = tools_.months.read_visible_date(lower_case(page_.blocks[i].text))) {
        article().published = Published{*value, DateSource::kVisible};
        return;
      }
    }
    for (const std::string& url : {report_.url, page_.canonical})
      if (const auto value = read_url_date(url)) {
        article().published = Published{*value, DateSource::kUrl};
        return;
      }
    if (const auto value = dateline_date(article(), tools_.months))
      article().published = Published{*value, DateSource::kVisible};
  }

  void rest() {
    Article& a = article();
    a.url = !report_.url.empty() ? report_.url : page_.canonical;
    for (Figure& figure : a.figures) figure.url = whole_url(figure.url, a.url);
    a.site = !declared_.site.empty() ? declared_.site : host_of(a.url);
    a.modified = declared_.modified;
    a.section = declared_.section;
    a.tags = declared_.tags;
    if (a.tags.size() > kMaxTags) a.tags.resize(kMaxTags);
    a.language = decide_language(declared_.language, tools_.stop_words.detect(a.text));
    copyright();
    std::unordered_set<std::string> links;
    for (std::size_t i = 0; i < page_.blocks.size() && a.related.size() < kMaxRelated; ++i) {
      const PageBlock& block = page_.blocks[i];
      if (label(i) != Label::kRelated || block.text.size() < 15 || block.text.size() > 400)
        continue;
      if (!page_.is_dump && !leads_somewhere(block.href)) continue;
      if (links.insert(folded(block.text)).second)
        a.related.push_back({one_line(block.text), whole_url(block.href, a.url)});
    }
    a.id = "a" + hex64(a.text);
  }

  static bool leads_somewhere(std::string_view href) {
    return !href.empty() && href[0] != '#' &&
           !equal_ignoring_case(href.substr(0, 11), "javascript:") &&
           !equal_ignoring_case(href.substr(0, 7), "mailto:");
  }

  void copyright() {
    // The article's own line stands before the page's.
    for (const bool labelled : {true, false}) {
      for (std::size_t i = 0; i < page_.blocks.size(); ++i) {
        const std::string& text = page_.blocks[i].text;
        if ((label(i) == Label::kLegal) != labelled || text.size() > 300 || is_body(i)) continue;
        const std::string lower = lower_case(text);
        const bool sign = lower.find("\u00A9") != std::string::npos ||
                          lower.find("\u24D2") != std::string::npos ||
                          lower.find("(c)") != std::string::npos ||
                          lower.find("copyright") != std::string::npos;
        const bool says =
            tools_.phrases.find_first(lower, PhraseClass::kLegal) != std::string_view::npos;
        if ((labelled && says) ||
            (sign && says && label(i) != Label::kCaption && label(i) != Label::kCredit)) {
          article().copyright = one_line(text);
          return;
        }
      }
    }
  }

  void judge() {
    std::size_t body_size = 0;
    for (const Piece& piece : pieces_) body_size += piece.text.size();
    if (pieces_.empty()) {
      out_.notes.push_back({"body-uncertain", "no running text was found"});
    } else if (no_running_text_) {
      out_.notes.push_back(
          {"body-uncertain", "no running text was found; each line is read by itself"});
    } else if (from_declaration_) {
      out_.notes.push_back(
          {"body-uncertain", "the text is the one that the page declares, not one that it shows"});
    } else if (body_size < 250) {
      out_.notes.push_back({"body-uncertain", "the text is very short"});
    } else if (body_margin_ < static_cast<std::int64_t>(body_blocks_) * Labeller::kWeightUnit) {
      out_.notes.push_back({"body-uncertain", "the labels of its blocks are close calls"});
    }
    if (!article().published)
      out_.notes.push_back({"date-unknown", "the page gives no publication date"});
    const std::string language = primary(article().language);
    if (!language.empty() && language != "en")
      out_.notes.push_back(
          {"language-not-coded", "texts in \"" + article().language + "\" are not coded yet"});
  }

  const Page& page_;
  const Declarations& declared_;
  const Labelling& labels_;
  const Report& report_;
  const AssemblyTools& tools_;
  Extraction out_;
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  std::size_t title_block_ = kNowhere;
  std::string title_key_;
  std::unordered_set<std::string> used_;
  std::vector<Piece> pieces_;
  std::int64_t body_margin_ = 0;
  std::size_t body_blocks_ = 0;
  bool from_declaration_ = false;
  bool no_running_text_ = false;
};

}  // namespace

Extraction assemble_article(const Page& page, const Declarations& declared,
                            const Labelling& labelling, const Report& report,
                            const AssemblyTools& tools) {
  return Assembler(page, declared, labelling, report, tools).assemble();
}

Extraction article_of_text(const Report& report, const AssemblyTools& tools) {
  Extraction out;
  Article& a = out.article;
  a.text = *report.text;
  a.url = report.url;
  a.site = host_of(report.url);
  const std::string title_key = folded(report.title);
  a.title = squeezed(report.title);
  if (const auto given = read_machine_date(report.date))
    a.published = Published{*given, DateSource::kGiven};
  // Paragraphs are parted by lines without a character.
  const std::string& text = a.text;
  std::size_t begin = std::string::npos, end = 0;
  const auto close = [&] {
    if (begin == std::string::npos) return;
    const Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    const bool is_title =
        a.blocks.empty() && !title_key.empty() && folded(slice(text, span)) == title_key;
    a.blocks.push_back({is_title ? BlockKind::kTitle : BlockKind::kParagraph, span});
    begin = std::string::npos;
  };
  for (std::size_t start = 0; start < text.size();) {
    std::size_t stop = text.find('\n', start);
    if (stop == std::string::npos) stop = text.size();
    std::size_t first = start, last = stop;
    while (first < last && is_html_space(text[first])) ++first;
    while (last > first && is_html_space(text[last - 1])) --last;
    if (first == last) {
      close();
    } else {
      if (begin == std::string::npos) begin = first;
      end = last;
    }
    start = stop + 1;
  }
  close();
  a.language = tools.stop_words.detect(text);
  a.id = "a" + hex64(a.text);
  if (!a.published)
    if (const auto value = dateline_date(a, tools.months))
      a.published = Published{*value, DateSource::kVisible};
  if (!a.published) out.notes.push_back({"date-unknown", "the report gives no publication date"});
  // A short text without a common word may still be English.
  if (!a.language.empty() && a.language != "en")
    out.notes.push_back(
        {"language-not-coded", "texts in \"" + a.language + "\" are not coded yet"});
  return out;
}

}  // namespace dragoman
