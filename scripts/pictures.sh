#!/usr/bin/env bash
# Draws the pictures of README and guides into docs/images, on invented content.
. "$(dirname "$0")/settings.sh"

scripts/install-packages.sh test
scripts/frontend-install.sh

# The name of a picture in the guides, and the screen that it shows.
pictures=(signin:signin tickets:operator new:new callback:callback options:online-options offline:offline settings:settings)

names=$(printf '|%s' "${pictures[@]#*:}")
(cd frontend && node e2e/screens.mjs "^(${names#|}|support)-wide-(it|en)-light$")

# take SCREEN PICTURE: few colours are enough for a window, and make the file small.
take() {
	convert "out/screens/$1.png" -strip -colors 192 -define png:compression-level=9 "docs/images/$2.png"
}
for picture in "${pictures[@]}"; do
	for language in it en; do
		take "${picture#*:}-wide-$language-light" "guide-$language-${picture%%:*}"
	done
done
take operator-wide-it-light operator
take support-wide-it-light console
