"""same-rows.py RESULTS.json PICTURE.svg: names the rows that both have, and fails if one lacks a row of the other."""

import json
import sys
import xml.etree.ElementTree

with open(sys.argv[1], encoding="utf-8") as f:
    teams = json.load(f)["teams"]
picture = xml.etree.ElementTree.parse(sys.argv[2]).getroot()
words = [t.text for t in picture.iter("{http://www.w3.org/2000/svg}text")]
for threads, suites in teams.items():
    for suite, results in suites.items():
        for name, row in results["rows"].items():
            title = f"{suite}, team of {threads}"
            if title not in words or words.count(name) != len(teams):
                sys.exit(f"the picture lacks {name} of {title}")
            if any(len(c["samples"]) != results["rounds"] for c in row["columns"].values()):
                sys.exit(f"not a sample a round: {row['columns']}")
            print(f"{title}: {name} with {len(row['columns'])} columns")
