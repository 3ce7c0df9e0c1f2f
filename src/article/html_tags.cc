#include "article/html_tags.h"

#include <iterator>
#include <string_view>

namespace dragoman {
namespace {

std::uint8_t tag_index(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kBlockTags); ++i)
    if (kBlockTags[i] == name) return static_cast<std::uint8_t>(i);
  return static_cast<std::uint8_t>(std::size(kBlockTags) - 1);
}

}  // namespace

TagTable::TagTable() {
  for (auto& info : infos_) info.tag = tag_index("other");
  const auto block = [&](lxb_tag_id_t id, std::string_view name, std::uint32_t inside = 0,
                         std::uint8_t heading = 0) {
    infos_[id] = {Role::kBlockElement, tag_index(name), inside, heading};
  };
  const auto inlined = [&](lxb_tag_id_t id, std::string_view name, std::uint32_t inside = 0) {
    infos_[id] = {Role::kInlineElement, tag_index(name), inside, 0};
  };
  block(LXB_TAG_P, "p", kInParagraph);
  block(LXB_TAG_DIV, "div");
  block(LXB_TAG_LI, "li", kInList);
  block(LXB_TAG_H1, "h1", kInHeading, 1);
  block(LXB_TAG_H2, "h2", kInHeading, 2);
  block(LXB_TAG_H3, "h3", kInHeading, 3);
  block(LXB_TAG_H4, "h4", kInHeading, 4);
  block(LXB_TAG_H5, "h5", kInHeading, 5);
  block(LXB_TAG_H6, "h6", kInHeading, 6);
  block(LXB_TAG_TD, "td", kInTable);
  block(LXB_TAG_TH, "th", kInTable);
  block(LXB_TAG_BLOCKQUOTE, "blockquote", kInQuote);
  block(LXB_TAG_FIGCAPTION, "figcaption", kInFigcaption | kInFigure);
  block(LXB_TAG_SECTION, "section", kInSection);
  block(LXB_TAG_ARTICLE, "article", kInArticle);
  block(LXB_TAG_HEADER, "header", kInHeader);
  block(LXB_TAG_FOOTER, "footer", kInFooter);
  block(LXB_TAG_NAV, "nav", kInNav);
  block(LXB_TAG_MENU, "nav", kInNav);
  block(LXB_TAG_ASIDE, "aside", kInAside);
  block(LXB_TAG_MAIN, "main", kInMain);
  block(LXB_TAG_UL, "ul", kInList);
  block(LXB_TAG_OL, "ol", kInList);
  block(LXB_TAG_DL, "dl", kInDefinition);
  block(LXB_TAG_DT, "dt", kInDefinition);
  block(LXB_TAG_DD, "dd", kInDefinition);
  block(LXB_TAG_TABLE, "table", kInTable);
  block(LXB_TAG_TBODY, "table", kInTable);
  block(LXB_TAG_THEAD, "table", kInTable);
  block(LXB_TAG_TFOOT, "table", kInTable);
  block(LXB_TAG_CAPTION, "table", kInTable);
  block(LXB_TAG_TR, "tr", kInTable);
  block(LXB_TAG_FORM, "form", kInForm);
  block(LXB_TAG_FIELDSET, "form", kInForm);
  block(LXB_TAG_LEGEND, "form", kInForm);
  block(LXB_TAG_BUTTON, "button", kInButton);
  block(LXB_TAG_PRE, "pre", kInPre);
  block(LXB_TAG_ADDRESS, "address", kInAddress);
  block(LXB_TAG_BODY, "body");
  block(LXB_TAG_FIGURE, "figure", kInFigure);
  block(LXB_TAG_SUMMARY, "summary");
  block(LXB_TAG_DETAILS, "details");
  block(LXB_TAG_DIALOG, "details", kInForm);
  block(LXB_TAG_CENTER, "center");
  block(LXB_TAG_HR, "other");
  block(LXB_TAG_HGROUP, "header");
  inlined(LXB_TAG_A, "a");
  inlined(LXB_TAG_SPAN, "span");
  inlined(LXB_TAG_TIME, "time", kInTime);
  inlined(LXB_TAG_LABEL, "label", kInForm);
  inlined(LXB_TAG_CITE, "cite");
  inlined(LXB_TAG_STRONG, "strong");
  inlined(LXB_TAG_B, "strong");
  inlined(LXB_TAG_EM, "em");
  inlined(LXB_TAG_I, "em");
  for (const lxb_tag_id_t id :
       {LXB_TAG_SCRIPT, LXB_TAG_STYLE,    LXB_TAG_TEMPLATE, LXB_TAG_IFRAME,   LXB_TAG_OBJECT,
        LXB_TAG_CANVAS, LXB_TAG_SELECT,   LXB_TAG_DATALIST, LXB_TAG_TEXTAREA, LXB_TAG_VIDEO,
        LXB_TAG_AUDIO,  LXB_TAG_SVG,      LXB_TAG_MATH,     LXB_TAG_EMBED,    LXB_TAG_INPUT,
        LXB_TAG_METER,  LXB_TAG_PROGRESS, LXB_TAG_NOEMBED,  LXB_TAG_NOFRAMES, LXB_TAG_HEAD,
        LXB_TAG_MAP})
    infos_[id].role = Role::kSkip;
  infos_[LXB_TAG_NOSCRIPT] = {Role::kBlockElement, tag_index("noscript"), kInNoscript, 0};
  infos_[LXB_TAG_BR].role = Role::kBreak;
}

const TagTable& tag_table() {
  static const TagTable table;
  return table;
}

}  // namespace dragoman
