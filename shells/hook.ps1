# opaws hook for PowerShell 7.3 and later. It only defines functions: it starts no program and does nothing per prompt.
# PowerShell removes a bare -- from the arguments of a function. Write it in quotes: '--'.

& {
    $program, $first = @(::OPAWS::)
    $first = @($first | Where-Object { $null -ne $_ })
    $file = ::FILE::
    foreach ($tool in @(::TOOLS::)) {
        # An alias takes precedence over a function, so one of the same name would bypass it.
        if (Test-Path -LiteralPath "Alias:$tool") { Remove-Item -LiteralPath "Alias:$tool" -Force }
        Set-Item -LiteralPath "Function:global:$tool" -Value {
            if ($file -ne '' -and -not (Test-Path -LiteralPath $file)) {
                [Console]::Error.WriteLine("opaws: cannot run ${tool}: $file is gone")
                $global:LASTEXITCODE = 127
                return
            }
            if ($MyInvocation.ExpectingInput) {
                $input | & $program @first 'run' '--' $tool @args
            } else {
                & $program @first 'run' '--' $tool @args
            }
        }.GetNewClosure()
    }

    $env:OPAWS_HOOK = "${PID}:" + ::TOOL_LIST::
    if (::SESSION:: -ne '') { $env:OPAWS_SESSION = ::SESSION:: }

    $quiet = [Environment]::GetCommandLineArgs() -match '^[-/]noni'
    $again = Test-Path -LiteralPath 'Variable:global:__opaws_end'
    if ($PID -eq ::LEADER:: -and $Host.Name -eq 'ConsoleHost' -and -not $quiet -and -not $again) {
        $global:__opaws_end = $true
        # Ends the terminal session in opaws if there is something to end.
        $end = @{ program = $program; first = $first; files = @(::END_FILES::) }
        $null = Register-EngineEvent -SourceIdentifier PowerShell.Exiting -SupportEvent -MessageData $end -Action {
            $end = $Event.MessageData
            $first = @($end.first)
            foreach ($file in $end.files) {
                if (Test-Path -LiteralPath $file) {
                    $null = & $end.program @first 'hook' '--end' 2>&1
                    break
                }
            }
        }
    }
}
