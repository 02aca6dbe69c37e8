"""The texts of an SVG file, one a line. It must be well-formed."""
import sys
import xml.dom.minidom

for text in xml.dom.minidom.parse(sys.argv[1]).getElementsByTagName("text"):
    print(text.firstChild.data)
