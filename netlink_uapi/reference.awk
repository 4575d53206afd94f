# SPDX-License-Identifier: GPL-2.0
#
# Make the output of the kernel's ynl-gen-rst.py stand alone: a title of our
# own, no table of contents that the kernel's templates style, single blank
# lines, and plain paragraphs where it has one-field lists named "doc".

/^\.\. (SPDX|NOTE:|contents::)/	{ next }
/^Family ``/		{ $0 = "Netlink family " $2
			  title = $0 }
# The lines around the title have its old length.
/^=+$/ && !title_done	{ held = 1
			  if (title) {
				rule = title
				gsub(/./, "=", rule)
				print rule "\n" title "\n" rule
				title_done = 1
			  }
			  next }
title && !title_done	{ next }
/^:doc: /		{ sub(/^:doc: /, "")
			  $0 = "\n" $0 "\n" }
/^[[:space:]]*$/	{ blank = 1
			  next }
			{ if (blank && title_done)
				print ""
			  blank = 0
			  print }
