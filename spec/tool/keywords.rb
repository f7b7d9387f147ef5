# frozen_string_literal: true

module TriwireSpec
  # The key words of BCP 14, longest first so that MUST NOT is not read as MUST.
  KEYWORD = /\b(?:MUST NOT|MUST|SHALL NOT|SHALL|SHOULD NOT|SHOULD|NOT RECOMMENDED|RECOMMENDED|REQUIRED|MAY|OPTIONAL)\b/

  # The three that requirements use. One spelling for one meaning.
  USED_KEYWORDS = ['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'].freeze

  # Words that sound like a key word and are none.
  ALMOST_KEYWORD = /\b(?:must|shall|should)\b/
end
