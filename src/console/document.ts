/** The one HTML document. Everything in it that changes from build to build has the hash of its content in its name. */
export function documentWith({
  script,
  style,
  icon,
}: {
  readonly script: string;
  readonly style: string;
  readonly icon: string;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>Private Link Approver</title>
<link rel="icon" href="${icon}" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
<script src="${script}" defer></script>
</head>
<body>
<div id="app"></div>
<noscript><p>This page needs JavaScript. The API below /api does the same for machines.</p></noscript>
</body>
</html>
`;
}
