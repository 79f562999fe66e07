# escape=`

# A comment before the first instruction.
from caisson-tests/base
Run echo one `
    # a comment inside
    two `
    three > /joined
ENV path=C:\windows\folder
	RUN echo indented > /indented
run echo "a # is no comment here" > /hash

CMD ["cmd"]
# the end
