"""What every record must hold: spans inside the text, ids that resolve, names of the contract."""

ACTS = set("assert announce promise demand threaten deny accuse praise ask".split())
STATUSES = set("actual ongoing future hypothetical negated historical".split())
TYPES = set("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST "
            "SANCTION MOBILIZE COERCE ASSAULT".split())


def faults(record):
    """The violations of one record, as short texts."""
    out = []
    if "error" in record:
        if not {"code", "message"} <= set(record["error"]):
            out.append("error without code or message")
        return out
    size = len(record["article"]["text"])

    def span(value, what):
        if not (isinstance(value, list) and len(value) == 2 and 0 <= value[0] < value[1] <= size):
            out.append(f"{what}: {value} is no span of a text of {size} code points")

    def spans(values, what):
        for value in values:
            if value is not None:
                span(value, what)

    ids = {kind: {row["id"] for row in record[kind]} for kind in ("entities", "places", "statements", "events")}
    for kind, known in ids.items():
        if len(known) != len(record[kind]):
            out.append(f"{kind}: an id occurs twice")

    def known(kind, values, what):
        for value in values:
            if value is not None and value not in ids[kind]:
                out.append(f"{what}: no {value} among the {kind}")

    spans([block["span"] for block in record["article"]["blocks"]], "block")
    end = 0
    for sentence in record["sentences"]:
        span(sentence, "sentence")
        if sentence[0] < end:
            out.append("sentences overlap")
        end = sentence[1]
    for entity in record["entities"]:
        if not entity["mentions"]:
            out.append(f"{entity['id']}: no mention")
        for mention in entity["mentions"]:
            spans([mention["span"], mention["head"]], "mention")
    for row in record["times"] + record["places"]:
        span(row["span"], "time or place")
    for row in record["statements"]:
        spans([row["speaker_span"], row["cue"], row["occasion"], *row["content"]], row["id"])
        known("entities", [row["speaker"], *row["addressees"]], row["id"])
        if not row["content"] or row["act"] not in ACTS:
            out.append(f"{row['id']}: no content, or act {row['act']}")
    for row in record["events"]:
        spans([row["trigger"], row["evidence"]], row["id"])
        spans([thing["span"] for thing in row["objects"] + row["counts"]], row["id"])
        known("entities", row["sources"] + row["targets"], row["id"])
        known("statements", [row["claimed_by"]], row["id"])
        if row["type"] not in TYPES or row["status"] not in STATUSES or not 0 <= row["confidence"] <= 1:
            out.append(f"{row['id']}: {row['type']} {row['status']} {row['confidence']}")
    for row in record["statements"] + record["events"]:
        if not 0 <= row["sentence"] < len(record["sentences"]):
            out.append(f"{row['id']}: no sentence {row['sentence']}")
        if row["place"] is not None:
            known("places", [row["place"]["ref"]], row["id"])
    return out
