"""lit's shell test format, with one addition: a test whose RUN lines name a compiler that this build does not
have is unsupported, so that no test need say so. A module of its own, since lit sends formats to its workers
by name."""

import re

import lit.formats
import lit.Test


class ShTest(lit.formats.ShTest):
    def __init__(self, missing):
        """MISSING: the substitutions, without %, that have nothing to stand for."""
        super().__init__(execute_external=False)
        names = "|".join(re.escape(name) for name in missing)
        self.missing = re.compile(rf"\bRUN:.*%({names})(?![\w+-])") if missing else None

    def execute(self, test, lit_config):
        if self.missing:
            with open(test.getSourcePath(), errors="replace") as source:
                match = self.missing.search(source.read())
            if match:
                return lit.Test.Result(lit.Test.UNSUPPORTED, f"nothing for %{match[1]} in this build")
        return super().execute(test, lit_config)
