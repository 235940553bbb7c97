# Completion of opaws for PowerShell 7.3 and later: opaws completion pwsh | Out-String | Invoke-Expression
# opaws complete gets the words up to the cursor and prints the candidates. This script only passes both on.

Register-ArgumentCompleter -Native -CommandName opaws -ScriptBlock {
    param($typed, $ast, $cursor)
    $program, $first = @(::OPAWS::)
    $first = @($first | Where-Object { $null -ne $_ })
    $before = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor })
    $words = @($before | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $current = $typed -replace '^(--[^=]+=)?[''"]', '$1'
    $reply = @(& $program @first complete pwsh @words $current 2>$null)
    if ($reply.Count -eq 0) { return }
    $kind, $extra = $reply[0] -split "`t", 2
    $candidates = @($reply | Select-Object -Skip 1 | ForEach-Object {
        $value, $description = $_ -split "`t", 2
        $tip = if ($description) { $description } else { $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $tip)
    })
    switch ($kind) {
        'values' { $candidates }
        'command' {
            $element = $ast.CommandElements[[int]$extra + 1]
            if ($null -eq $element -or $element.Extent.EndOffset -ge $cursor) { return $candidates }
            $start = $element.Extent.StartOffset
            $line = $ast.Extent.Text.Substring($start - $ast.Extent.StartOffset).PadRight($cursor - $start)
            (TabExpansion2 -inputScript $line -cursorColumn ($cursor - $start)).CompletionMatches
        }
        default { [System.Management.Automation.CompletionCompleters]::CompleteFilename($current.Substring($extra.Length)) }
    }
}
