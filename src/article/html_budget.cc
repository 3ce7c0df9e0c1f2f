#include "article/html_budget.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "article/characters.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr std::string_view kVoid[] = {
    "area", "base",  "basefont", "bgsound", "br",   "col",   "embed",  "frame", "hr", "image",
    "img",  "input", "keygen",   "link",    "meta", "param", "source", "track", "wbr"};
// Elements whose content is text up to their end tag.
constexpr std::string_view kRaw[] = {"script", "style",   "textarea", "title",
                                     "xmp",    "noembed", "noframes", "iframe"};
// Elements that the next of their like closes.
constexpr std::string_view kSelfClosing[] = {"p",     "li",       "td",      "th",    "tr",
                                             "dd",    "dt",       "option",  "tbody", "thead",
                                             "tfoot", "optgroup", "colgroup"};
constexpr std::string_view kInline[] = {
    "a",   "abbr", "b",   "bdi",     "bdo",    "cite", "code",   "em",  "font", "i",    "ins",
    "kbd", "mark", "q",   "s",       "small",  "span", "strong", "sub", "sup",  "time", "u",
    "var", "del",  "img", "picture", "source", "wbr",  "big",    "tt",  "nobr", "ruby"};

template <std::size_t N>
bool among(std::string_view name, const std::string_view (&list)[N]) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

// One tag, comment or declaration of the source.
struct Tag {
  std::string name;  // lower case; empty for comments and the like
  bool end = false;
  bool self_closed = false;
  std::size_t attributes = 0;
  std::size_t after = 0;  // first byte behind it
};

// `at` stands on a '<'. Returns false where the '<' is only text.
bool read_tag(std::string_view html, std::size_t at, std::size_t max_attributes, Tag& tag) {
  tag.end = tag.self_closed = false;
  tag.attributes = 0;
  tag.name.clear();
  std::size_t i = at + 1;
  if (i >= html.size()) return false;
  if (html.compare(i, 3, "!--") == 0) {
    const std::size_t close = html.find("-->", i + 1);
    tag.after = close == std::string_view::npos ? html.size() : close + 3;
    return true;
  }
  if (html[i] == '!' || html[i] == '?') {
    const std::size_t close = html.find('>', i);
    tag.after = close == std::string_view::npos ? html.size() : close + 1;
    return true;
  }
  if (html[i] == '/') {
    tag.end = true;
    ++i;
  }
  if (i >= html.size() || !is_ascii_letter(static_cast<unsigned char>(html[i]))) return false;
  const std::size_t name_start = i;
  while (i < html.size() && !is_html_space(html[i]) && html[i] != '>' && html[i] != '/') ++i;
  tag.name = ascii_lower_case(html.substr(name_start, std::min<std::size_t>(i - name_start, 32)));
  while (i < html.size()) {
    while (i < html.size() && (is_html_space(html[i]) || html[i] == '/')) {
      tag.self_closed = html[i] == '/' || (tag.self_closed && is_html_space(html[i]));
      ++i;
    }
    if (i >= html.size()) break;
    if (html[i] == '>') {
      tag.after = i + 1;
      return true;
    }
    tag.self_closed = false;
    if (++tag.attributes > max_attributes) {
      tag.after = html.size();
      return true;
    }
    // Name, then perhaps "= value".
    ++i;
    while (i < html.size() && !is_html_space(html[i]) && html[i] != '=' && html[i] != '>' &&
           html[i] != '/')
      ++i;
    std::size_t equals = i;
    while (equals < html.size() && is_html_space(html[equals])) ++equals;
    if (equals >= html.size() || html[equals] != '=') continue;
    i = equals + 1;
    while (i < html.size() && is_html_space(html[i])) ++i;
    if (i < html.size() && (html[i] == '"' || html[i] == '\'')) {
      const std::size_t close = html.find(html[i], i + 1);
      i = close == std::string_view::npos ? html.size() : close + 1;
    } else {
      while (i < html.size() && !is_html_space(html[i]) && html[i] != '>') ++i;
    }
  }
  tag.after = html.size();
  return true;
}

// The first byte behind the content of a raw element: the '<' of its end tag.
std::size_t skip_raw(std::string_view html, std::size_t at, std::string_view name) {
  for (std::size_t i = html.find("</", at); i != std::string_view::npos;
       i = html.find("</", i + 2)) {
    if (equal_ignoring_case(html.substr(i + 2, name.size()), name)) {
      const std::size_t after = i + 2 + name.size();
      if (after >= html.size() || is_html_space(html[after]) || html[after] == '>' ||
          html[after] == '/')
        return i;
    }
  }
  return html.size();
}

// The elements open at a place of the source.
class OpenElements {
 public:
  std::size_t depth() const { return stack_.size(); }

  void open(std::string_view name) {
    if (foreign_ == 0 && among(name, kSelfClosing)) {
      if (!stack_.empty() && among(stack_.back(), kSelfClosing)) {
        if (name == "tr" || name == "tbody" || name == "tfoot") close_to_table();
        if (!stack_.empty() && among(stack_.back(), kSelfClosing) && stack_.back() != "tr" &&
            stack_.back() != "tbody")
          pop();
      }
    } else if (foreign_ == 0 && !stack_.empty() && stack_.back() == "p" && !among(name, kInline)) {
      pop();
    }
    if (name == "svg" || name == "math") ++foreign_;
    ++counts_[slot(name)];
    stack_.emplace_back(name);
  }

  void close(std::string_view name) {
    if (counts_[slot(name)] == 0) return;
    const std::size_t reach = std::min<std::size_t>(stack_.size(), 64);
    for (std::size_t i = 0; i < reach; ++i) {
      if (stack_[stack_.size() - 1 - i] != name) continue;
      for (std::size_t k = 0; k <= i; ++k) pop();
      return;
    }
  }

 private:
  static std::size_t slot(std::string_view name) { return text_hash(name) % 256; }
  void pop() {
    if (stack_.back() == "svg" || stack_.back() == "math") --foreign_;
    --counts_[slot(stack_.back())];
    stack_.pop_back();
  }
  void close_to_table() {
    while (!stack_.empty() && among(stack_.back(), kSelfClosing) && stack_.back() != "tbody") pop();
  }

  std::vector<std::string> stack_;
  std::array<std::uint32_t, 256> counts_{};
  int foreign_ = 0;
};

}  // namespace

HtmlShape measure_html(std::string_view html, std::size_t max_depth, std::size_t max_attributes) {
  HtmlShape shape;
  OpenElements open;
  Tag tag;
  for (std::size_t at = html.find('<'); at != std::string_view::npos;) {
    if (!read_tag(html, at, max_attributes, tag)) {
      at = html.find('<', at + 1);
      continue;
    }
    shape.attributes = std::max(shape.attributes, tag.attributes);
    if (shape.attributes > max_attributes) return shape;
    std::size_t next = tag.after;
    if (tag.end) {
      open.close(tag.name);
    } else if (!tag.name.empty() && !among(tag.name, kVoid)) {
      if (among(tag.name, kRaw)) {
        next = skip_raw(html, next, tag.name);
      } else {
        open.open(tag.name);
        shape.depth = std::max(shape.depth, open.depth());
        if (shape.depth > max_depth) return shape;
      }
    }
    at = next < html.size() ? html.find('<', next) : std::string_view::npos;
  }
  return shape;
}

std::string strip_tags(std::string_view html) {
  struct Named {
    std::string_view name;
    std::string_view text;
  };
  static constexpr Named kEntities[] = {{"amp;", "&"},   {"lt;", "<"},   {"gt;", ">"},
                                        {"quot;", "\""}, {"apos;", "'"}, {"nbsp;", " "},
                                        {"#39;", "'"},   {"#34;", "\""}};
  std::string out;
  out.reserve(html.size() / 4);
  Tag tag;
  for (std::size_t i = 0; i < html.size();) {
    const char c = html[i];
    if (c == '<' && read_tag(html, i, html.size(), tag)) {
      i = tag.after;
      if (!tag.end && among(tag.name, kRaw)) i = skip_raw(html, i, tag.name);
      if (!tag.name.empty() && !among(tag.name, kInline)) out += '\n';
    } else if (c == '&') {
      std::size_t width = 1;
      std::string_view text = "&";
      for (const Named& entity : kEntities)
        if (html.compare(i + 1, entity.name.size(), entity.name) == 0)
          text = entity.text, width = 1 + entity.name.size();
      out += text;
      i += width;
    } else {
      out += c == '\n' || c == '\r' ? ' ' : c;
      ++i;
    }
  }
  return to_valid_utf8(out);
}

}  // namespace dragoman
