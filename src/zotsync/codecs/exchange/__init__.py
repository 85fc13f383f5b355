"""
Formats for other programs: a bundle of works -> the text of a file.

* `bundle`     what goes into one: works, topics, tags, remarks, links
* `csl`, `ris`, `endnote`, `rdf`   both ways: the reading lists of `seedlist` read these, too
* `hayagriva`, `table`             written only
* `jabref`, `mendeley`, `papis`   what one program imports with the least loss
* `writers`    the table of them
* `losses`     what an import of a .bib file would lose; `zotero_import` has its tables
"""
