#include "article/html_flatten.h"

#include <lexbor/dom/interfaces/character_data.h>
#include <lexbor/html/html.h>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>

#include "article/characters.h"
#include "article/html_tags.h"
#include "base/utf8.h"

namespace dragoman {
namespace {

constexpr std::size_t kMaxBlocks = 20000;
constexpr std::size_t kMaxDeclared = 2000;
constexpr std::size_t kMaxDeclaredBytes = 4000;
constexpr std::size_t kMaxFigures = 500;
constexpr std::size_t kMaxWordsOfElement = 24;

struct DocumentDeleter {
  void operator()(lxb_html_document_t* document) const { lxb_html_document_destroy(document); }
};
using DocumentPtr = std::unique_ptr<lxb_html_document_t, DocumentDeleter>;

std::string_view view(const lxb_char_t* data, std::size_t size) {
  return data == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(data), size);
}

// The attributes of an element that matter here.
struct Attributes {
  std::string_view class_names, id, href, alt, src, lazy_src, style, datetime, itemprop, content,
      property, name, rel, type, role, test_id, lang;
  bool hidden = false;
};

Attributes read_attributes(lxb_dom_element_t* element) {
  Attributes out;
  for (lxb_dom_attr_t* attr = lxb_dom_element_first_attribute(element); attr != nullptr;
       attr = lxb_dom_element_next_attribute(attr)) {
    std::size_t size = 0;
    const std::string_view value = [&] {
      const lxb_char_t* data = lxb_dom_attr_value(attr, &size);
      return view(data, size);
    }();
    switch (attr->node.local_name) {
      case LXB_DOM_ATTR_CLASS:
        out.class_names = value;
        continue;
      case LXB_DOM_ATTR_ID:
        out.id = value;
        continue;
      case LXB_DOM_ATTR_HREF:
        out.href = value;
        continue;
      case LXB_DOM_ATTR_ALT:
        out.alt = value;
        continue;
      case LXB_DOM_ATTR_SRC:
        out.src = value;
        continue;
      case LXB_DOM_ATTR_STYLE:
        out.style = value;
        continue;
      case LXB_DOM_ATTR_CONTENT:
        out.content = value;
        continue;
      case LXB_DOM_ATTR_REL:
        out.rel = value;
        continue;
      case LXB_DOM_ATTR_TYPE:
        out.type = value;
        continue;
      case LXB_DOM_ATTR_LANG:
        out.lang = value;
        continue;
      default:
        break;
    }
    std::size_t name_size = 0;
    const lxb_char_t* name_data = lxb_dom_attr_qualified_name(attr, &name_size);
    const std::string_view name = view(name_data, name_size);
    if (name == "hidden")
      out.hidden = true;
    else if (name == "aria-hidden")
      out.hidden |= value == "true";
    else if (name == "name")
      out.name = value;
    else if (name == "itemprop")
      out.itemprop = value;
    else if (name == "property")
      out.property = value;
    else if (name == "datetime")
      out.datetime = value;
    else if (name == "role")
      out.role = value;
    else if (name == "data-src")
      out.lazy_src = value;
    else if (name == "data-testid" || name == "data-component" || name == "data-qa" ||
             name == "data-test-id" || name == "data-type")
      out.test_id = value;
  }
  if (!out.style.empty() && !out.hidden) {
    std::string style;
    for (const char c : out.style.substr(0, 400))
      if (!is_html_space(c)) style += ascii_lower(c);
    out.hidden = style.find("display:none") != std::string::npos ||
                 style.find("visibility:hidden") != std::string::npos;
  }
  return out;
}

class Flattener {
 public:
  explicit Flattener(Page& page) : page_(page) {
    page_.blocks.reserve(256);
    page_.containers.reserve(512);
    page_.words.reserve(1024);
  }

  void walk(lxb_dom_node_t* root, const Deadline& deadline, bool& timed_out) {
    lxb_dom_node_t* node = root;
    std::size_t steps = 0;
    while (node != nullptr) {
      if ((++steps & 4095) == 0 && deadline.expired()) {
        timed_out = true;
        return;
      }
      const bool descend = enter(node);
      if (descend && node->first_child != nullptr) {
        node = node->first_child;
        continue;
      }
      if (descend) leave(node);
      while (node != root && node->next == nullptr) {
        node = node->parent;
        leave(node);
      }
      if (node == root) break;
      node = node->next;
    }
    flush();
  }

 private:
  struct Frame {
    lxb_dom_node_t* node;
    std::int32_t container;  // -1 = none made yet
    std::uint32_t inside;
    std::uint8_t heading, tag, block_tag;
    bool link, bold, muted, boundary;
    std::int32_t figure;
  };

  // Returns whether to walk the children (then leave() follows).
  bool enter(lxb_dom_node_t* node) {
    if (node->type == LXB_DOM_NODE_TYPE_TEXT) {
      auto* data = lxb_dom_interface_character_data(node);
      if (frames_.empty() || !frames_.back().muted)
        append(view(data->data.data, data->data.length));
      return false;
    }
    if (node->type == LXB_DOM_NODE_TYPE_DOCUMENT) {
      push(node, tag_table()[LXB_TAG__UNDEF], {});
      return true;
    }
    if (node->type != LXB_DOM_NODE_TYPE_ELEMENT) return false;
    const bool foreign = node->ns != LXB_NS_HTML;
    const auto tag_id = static_cast<lxb_tag_id_t>(node->local_name);
    const TagInfo& info = tag_table()[foreign ? lxb_tag_id_t{LXB_TAG_SVG} : tag_id];
    const Attributes attributes = read_attributes(lxb_dom_interface_element(node));
    if (!foreign) declare(node, tag_id, attributes);
    if (tag_id == LXB_TAG_HEAD && !foreign) {
      push(node, info, attributes);
      frames_.back().muted = true;
      return true;
    }
    if (info.role == Role::kSkip) {
      opened_ = true;
      return false;
    }
    if (info.role == Role::kBreak) {
      line_break();
      return false;
    }
    push(node, info, attributes);
    if (frames_.back().boundary) flush();
    opened_ = true;
    return true;
  }

  void leave(lxb_dom_node_t* node) {
    if (frames_.empty() || frames_.back().node != node) return;
    if (frames_.back().boundary) flush();
    closed_ = true;
    frames_.pop_back();
    left_to_ = std::min(left_to_, frames_.size());
  }

  void push(lxb_dom_node_t* node, const TagInfo& info, const Attributes& attributes) {
    Frame frame{};
    frame.node = node;
    frame.container = -1;
    frame.figure = -1;
    if (!frames_.empty()) {
      const Frame& up = frames_.back();
      frame = up;
      frame.node = node;
      frame.container = -1;
    }
    frame.tag = info.tag;
    frame.boundary = info.role == Role::kBlockElement;
    if (frame.boundary) {
      frame.block_tag = info.tag;
      // A paragraph or heading in a list or a section is one for itself.
      frame.inside &= ~static_cast<std::uint32_t>(kInTime);
    }
    frame.inside |= info.inside;
    if (info.heading != 0) frame.heading = info.heading;
    const auto tag_id = static_cast<lxb_tag_id_t>(node->local_name);
    if (tag_id == LXB_TAG_A && !attributes.href.empty()) {
      frame.link = true;
      frame.inside |= kInLink;
      href_ = attributes.href;
    }
    if (tag_id == LXB_TAG_B || tag_id == LXB_TAG_STRONG) frame.bold = true;
    if (tag_id == LXB_TAG_NOSCRIPT) frame.muted = true;
    if (attributes.hidden) frame.inside |= kInHidden;
    if (attributes.itemprop == "articleBody") frame.inside |= kInArticleBody;
    if (attributes.role == "navigation") frame.inside |= kInNav;
    if (attributes.role == "main") frame.inside |= kInMain;
    if (attributes.role == "contentinfo") frame.inside |= kInFooter;
    if (attributes.role == "complementary") frame.inside |= kInAside;
    if (tag_id == LXB_TAG_FIGURE) frame.figure = add_figure({}, {});
    // A credit inside a caption is a block of its own.
    const bool bracketed = !text_.empty() && (last_ == '(' || last_ == '[' || last_ == ':');
    if (!frame.boundary && !bracketed && (frame.inside & kInFigure) != 0 &&
        names_credit(attributes.class_names))
      frame.boundary = true;
    frames_.push_back(frame);
  }

  static bool names_credit(std::string_view class_names) {
    for (const std::string_view word :
         {"credit", "copyright", "photographer", "source", "attribution", "byline", "author"})
      if (contains_ignoring_case(class_names.substr(0, 300), word)) return true;
    return false;
  }

  std::int32_t add_figure(std::string_view alt, std::string_view src) {
    if (page_.figures.size() >= kMaxFigures) return -1;
    page_.figures.push_back({squeezed(alt.substr(0, 1000)), std::string(src.substr(0, 2000)),
                             static_cast<std::int32_t>(page_.blocks.size())});
    return static_cast<std::int32_t>(page_.figures.size()) - 1;
  }

  // ---- declarations ----------------------------------------------------------------------------

  static std::string text_of(lxb_dom_node_t* top, std::size_t limit) {
    std::string out;
    lxb_dom_node_t* node = top->first_child;
    while (node != nullptr && out.size() < limit) {
      if (node->type == LXB_DOM_NODE_TYPE_TEXT) {
        auto* data = lxb_dom_interface_character_data(node);
        out += view(data->data.data, data->data.length).substr(0, limit);
        out += ' ';
      }
      if (node->first_child != nullptr) {
        node = node->first_child;
        continue;
      }
      while (node != top && node->next == nullptr) node = node->parent;
      if (node == top) break;
      node = node->next;
    }
    return squeezed(out);
  }

  void add(std::vector<Declared>& list, std::string key, std::string_view value) {
    if (list.size() >= kMaxDeclared || value.empty()) return;
    list.push_back({std::move(key), squeezed(value.substr(0, kMaxDeclaredBytes))});
  }

  void declare(lxb_dom_node_t* node, lxb_tag_id_t tag, const Attributes& a) {
    switch (tag) {
      case LXB_TAG_META: {
        const std::string_view name = !a.property.empty() ? a.property : a.name;
        if (!name.empty()) add(page_.meta, ascii_lower_case(name.substr(0, 100)), a.content);
        break;
      }
      case LXB_TAG_TITLE:
        if (page_.title_element.empty()) page_.title_element = text_of(node, 1000);
        break;
      case LXB_TAG_HTML:
        if (page_.html_lang.empty()) page_.html_lang = std::string(a.lang.substr(0, 40));
        break;
      case LXB_TAG_LINK:
        if (a.rel == "canonical" && page_.canonical.empty())
          page_.canonical = std::string(a.href.substr(0, 2000));
        break;
      case LXB_TAG_SCRIPT:
        if (contains_ignoring_case(a.type.substr(0, 60), "ld+json") && page_.json_ld.size() < 50) {
          std::string whole;
          for (lxb_dom_node_t* child = node->first_child; child != nullptr; child = child->next)
            if (child->type == LXB_DOM_NODE_TYPE_TEXT) {
              auto* data = lxb_dom_interface_character_data(child);
              whole += view(data->data.data, data->data.length);
            }
          page_.json_ld.push_back(std::move(whole));
        }
        break;
      case LXB_TAG_IMG: {
        const std::string_view src =
            !a.src.empty() && a.src.substr(0, 5) != "data:" ? a.src : a.lazy_src;
        const std::int32_t own = frames_.empty() ? -1 : frames_.back().figure;
        if (own >= 0) {
          PageFigure& figure = page_.figures[static_cast<std::size_t>(own)];
          if (figure.src.empty()) figure.src = std::string(src.substr(0, 2000));
          if (figure.alt.empty()) figure.alt = squeezed(a.alt.substr(0, 1000));
        } else if (!src.empty()) {
          add_figure(a.alt, src);
        }
        break;
      }
      default:
        break;
    }
    if (!a.itemprop.empty() && page_.microdata.size() < kMaxDeclared) {
      const std::string_view value = !a.content.empty() ? a.content : a.datetime;
      const std::string text = value.empty() && (contains_ignoring_case(a.itemprop, "author") ||
                                                 contains_ignoring_case(a.itemprop, "name") ||
                                                 contains_ignoring_case(a.itemprop, "date"))
                                   ? text_of(node, 200)
                                   : std::string(value);
      add(page_.microdata, ascii_lower_case(a.itemprop.substr(0, 60)), text);
    }
    if (tag == LXB_TAG_TIME && !a.datetime.empty()) {
      add(page_.microdata, "time", a.datetime);
      if (datetime_.empty()) datetime_ = std::string(a.datetime.substr(0, 60));
    }
    if (a.rel == "author" && tag == LXB_TAG_A)
      add(page_.microdata, "rel-author", text_of(node, 200));
  }

  // ---- text ------------------------------------------------------------------------------------

  void line_break() {
    if (text_.empty()) return;
    if (broken_) {
      flush();
      return;
    }
    broken_ = true;
  }

  void append(std::string_view raw) {
    for (std::size_t i = 0; i < raw.size();) {
      const std::size_t start = i;
      const auto byte = static_cast<unsigned char>(raw[i]);
      char32_t c = byte;
      if (byte < 0x80) {
        ++i;
      } else {
        c = next_code_point(raw, i);
      }
      if (is_blank(c)) {
        const bool kept_line =
            c == '\n' && !frames_.empty() && (frames_.back().inside & kInPre) != 0;
        if (kept_line && !text_.empty()) {
          if (broken_)
            flush();
          else
            broken_ = true;
        }
        blank_ = true;
        continue;
      }
      if (is_invisible(c)) continue;
      begin_character(c);
      if (byte < 0x80) {
        text_ += static_cast<char>(byte);
      } else {
        text_.append(raw, start, i - start);
      }
      const Frame& frame = frames_.back();
      if (frame.link) ++link_chars_;
      if (frame.bold) ++bold_chars_;
    }
  }

  // Puts what stands between the last character and the next one, and notes where it stands.
  void begin_character(char32_t c) {
    if (text_.empty()) {
      open_block();
    } else {
      if (left_to_ < frames_.size() || opened_ || closed_) narrow();
      if (broken_) {
        text_ += '\n';
      } else if (blank_ || words_would_glue(c)) {
        text_ += ' ';
      }
    }
    if (opened_ && frames_.back().link && frames_.back().node != last_link_) {
      last_link_ = frames_.back().node;
      ++links_;
      if (block_href_.empty()) block_href_ = std::string(href_.substr(0, 2000));
    }
    blank_ = broken_ = opened_ = closed_ = false;
    last_ = c;
    left_to_ = frames_.size();
  }

  // "John Smith</a><span>June 3": two elements meet without a blank, and the case tells words
  // apart.
  bool words_would_glue(char32_t c) const {
    if (!opened_ || !closed_) return false;
    const bool upper = c >= 'A' && c <= 'Z';
    const bool digit = c >= '0' && c <= '9';
    const bool after_lower = last_ >= 'a' && last_ <= 'z';
    const bool after_digit = last_ >= '0' && last_ <= '9';
    return (after_lower && (upper || digit)) || (after_digit && upper) ||
           (frames_.back().link && last_ != '(' && last_ != '"' && is_letter_or_digit(c) &&
            is_letter_or_digit(last_) && !is_dense_script(c) && !is_dense_script(last_));
  }

  void open_block() {
    container_ = container_of(frames_.size() - 1);
    left_to_ = frames_.size();
  }

  // The block's container shrinks to what holds all of its text.
  void narrow() {
    const std::size_t depth = std::min(left_to_, frames_.size());
    while (container_ >= 0 &&
           page_.containers[static_cast<std::size_t>(container_)].depth >= depth &&
           page_.containers[static_cast<std::size_t>(container_)].parent >= 0)
      container_ = page_.containers[static_cast<std::size_t>(container_)].parent;
  }

  std::int32_t container_of(std::size_t index) {
    if (frames_[index].container >= 0) return frames_[index].container;
    std::size_t made = index;
    while (made > 0 && frames_[made - 1].container < 0) --made;
    for (std::size_t i = made; i <= index; ++i) {
      Frame& frame = frames_[i];
      Container container;
      container.parent = i == 0 ? -1 : frames_[i - 1].container;
      container.tag = frame.tag;
      container.depth = static_cast<std::uint16_t>(i);
      container.inside = frame.inside;
      container.block_tag = frame.block_tag;
      container.heading = frame.heading;
      container.words_begin = static_cast<std::uint32_t>(page_.words.size());
      if (frame.node->type == LXB_DOM_NODE_TYPE_ELEMENT) {
        const Attributes a = read_attributes(lxb_dom_interface_element(frame.node));
        for (const std::string_view names : {a.class_names, a.id, a.itemprop, a.test_id, a.role})
          add_words(names, container.words_begin);
      }
      container.words_end = static_cast<std::uint32_t>(page_.words.size());
      std::uint64_t signature = mix_hash(container.tag, 0x5bd1);
      for (std::uint32_t w = container.words_begin; w < container.words_end; ++w)
        signature = mix_hash(signature, text_hash(page_.word(w)));
      container.signature = signature;
      frame.container = static_cast<std::int32_t>(page_.containers.size());
      page_.containers.push_back(container);
    }
    return frames_[index].container;
  }

  // Splits class names at everything but letters and at humps; words with digits are generated
  // names that mean nothing on another page.
  void add_words(std::string_view names, std::uint32_t first) {
    names = names.substr(0, 400);
    std::size_t start = 0;
    const auto word = [&](std::size_t end) {
      const std::size_t size = end - start;
      if (size < 2 || size > 20 || page_.words.size() - first >= kMaxWordsOfElement) return;
      for (std::size_t i = start; i < end; ++i)
        if (!is_ascii_letter(static_cast<unsigned char>(names[i]))) return;
      const auto begin = static_cast<std::uint32_t>(page_.word_store.size());
      for (std::size_t i = start; i < end; ++i) page_.word_store += ascii_lower(names[i]);
      const auto made = std::make_pair(begin, static_cast<std::uint32_t>(page_.word_store.size()));
      const std::string_view text = std::string_view(page_.word_store).substr(begin);
      for (std::size_t i = first; i < page_.words.size(); ++i) {
        if (page_.word(i) != text) continue;
        page_.word_store.resize(begin);
        return;
      }
      page_.words.push_back(made);
    };
    for (std::size_t i = 0; i <= names.size(); ++i) {
      const auto c = static_cast<unsigned char>(i < names.size() ? names[i] : ' ');
      const bool letter = is_ascii_letter(c) || is_ascii_digit(c);
      const bool hump =
          letter && i > start && c >= 'A' && c <= 'Z' && names[i - 1] >= 'a' && names[i - 1] <= 'z';
      if (letter && !hump) continue;
      if (i > start) word(i);
      start = letter ? i : i + 1;
    }
  }

  void flush() {
    if (!text_.empty() && page_.blocks.size() < kMaxBlocks) {
      PageBlock block;
      block.text.assign(text_);  // a copy of the right size; the buffer stays
      block.container = container_;
      const Container& c = page_.containers[static_cast<std::size_t>(container_)];
      block.inside = c.inside;
      block.heading = c.heading;
      block.tag = c.block_tag;
      block.link_chars = link_chars_;
      block.links = links_;
      block.emphasis_chars = bold_chars_;
      block.href = std::move(block_href_);
      block.datetime = std::move(datetime_);
      block.figure = (c.inside & kInFigure) != 0 && !frames_.empty() ? frames_.back().figure : -1;
      page_.blocks.push_back(std::move(block));
    }
    text_.clear();
    block_href_.clear();
    datetime_.clear();
    link_chars_ = links_ = bold_chars_ = 0;
    blank_ = broken_ = opened_ = closed_ = false;
    last_link_ = nullptr;
    container_ = -1;
  }

  Page& page_;
  std::vector<Frame> frames_;
  // The block being read.
  std::string text_, block_href_, datetime_;
  std::string_view href_;
  std::int32_t container_ = -1;
  std::size_t left_to_ = 0;
  std::uint32_t link_chars_ = 0, links_ = 0, bold_chars_ = 0;
  bool blank_ = false, broken_ = false, opened_ = false, closed_ = false;
  char32_t last_ = 0;
  lxb_dom_node_t* last_link_ = nullptr;
};

// A form, header or sidebar around most of the page's text is only the template's frame.
void forget_frames(Page& page) {
  std::array<std::size_t, kInsideBits> sizes{};
  std::size_t all = 0;
  for (const PageBlock& block : page.blocks) {
    if (block.text.size() < 80 || block.link_chars * 2 > block.text.size()) continue;
    all += block.text.size();
    for (int bit = 0; bit < kInsideBits; ++bit)
      if ((block.inside >> bit & 1) != 0) sizes[static_cast<std::size_t>(bit)] += block.text.size();
  }
  std::uint32_t frames = 0;
  for (const std::uint32_t bit : {kInNav, kInHeader, kInFooter, kInAside, kInForm, kInButton,
                                  kInHidden, kInLink, kInFigure, kInTable, kInList})
    if (sizes[static_cast<std::size_t>(std::countr_zero(bit))] * 5 > all * 3) frames |= bit;
  if ((frames & kInHidden) != 0 && all < 1000) frames &= ~static_cast<std::uint32_t>(kInHidden);
  for (PageBlock& block : page.blocks) block.inside &= ~frames;
}

// Nobody asks for the parse errors, and a broken page can have one a byte.
void forget_parse_errors(lxb_html_document_t* document) {
  auto* parser = static_cast<lxb_html_parser_t*>(document->dom_document.parser);
  parser->tkz->parse_errors = lexbor_array_obj_destroy(parser->tkz->parse_errors, true);
  parser->tree->parse_errors = lexbor_array_obj_destroy(parser->tree->parse_errors, true);
}

}  // namespace

Result<Page> flatten_html(std::string_view html, const Deadline& deadline) {
  const DocumentPtr document(lxb_html_document_create());
  if (document == nullptr) return fail(ErrorCode::kMalformed, "the page cannot be parsed");
  constexpr std::size_t kChunk = 1u << 18;
  bool good = lxb_html_document_parse_chunk_begin(document.get()) == LXB_STATUS_OK;
  if (good) forget_parse_errors(document.get());
  for (std::size_t at = 0; good && at < html.size(); at += kChunk) {
    const std::string_view part = html.substr(at, kChunk);
    good = lxb_html_document_parse_chunk(document.get(),
                                         reinterpret_cast<const lxb_char_t*>(part.data()),
                                         part.size()) == LXB_STATUS_OK;
    if (deadline.expired()) return fail(ErrorCode::kTimeout, "parsing the page took too long");
  }
  good = good && lxb_html_document_parse_chunk_end(document.get()) == LXB_STATUS_OK;
  if (!good) return fail(ErrorCode::kMalformed, "the page cannot be parsed");
  Page page;
  bool timed_out = false;
  Flattener(page).walk(lxb_dom_interface_node(document.get()), deadline, timed_out);
  if (timed_out) return fail(ErrorCode::kTimeout, "reading the page took too long");
  forget_frames(page);
  return page;
}

}  // namespace dragoman
