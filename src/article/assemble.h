// From labelled blocks and declarations to the Article.
#pragma once

#include "article/dates.h"
#include "article/declared.h"
#include "article/extract.h"
#include "article/labeller.h"
#include "article/page.h"
#include "article/phrases.h"

namespace dragoman {

struct AssemblyTools {
  const Phrases& phrases;
  const StopWords& stop_words;
  const Months& months;
};

Extraction assemble_article(const Page& page, const Declarations& declared,
                            const Labelling& labelling, const Report& report,
                            const AssemblyTools& tools);

// The text of a report that is an article already.
Extraction article_of_text(const Report& report, const AssemblyTools& tools);

}  // namespace dragoman
