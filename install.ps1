# Installs opaws for this user on Windows:  irm https://github.com/opaws/opaws/releases/latest/download/install.ps1 | iex
#
#   install.ps1 [-Version VERSION] [-Uninstall]
#
#   OPAWS_INSTALL_DIR   where the program goes (default: %LOCALAPPDATA%\Programs\opaws)
#   OPAWS_BASE_URL      a mirror with the layout of the project's releases page: https, or http on this machine
#
# Before it installs anything, it verifies the program's SHA-256 against the release's list. With gh or cosign it also
# verifies the attestation: that the release's workflow built the program, wherever it was downloaded from. It never asks
# for an administrator's rights.
param([string] $Version = '', [switch] $Uninstall)

& {
    param([string] $Version, [bool] $Uninstall)
    $ErrorActionPreference = 'Stop'
    $ProgressPreference = 'SilentlyContinue'
    $repository = 'https://github.com/opaws/opaws'

    $folder = $env:OPAWS_INSTALL_DIR
    if (-not $folder) { $folder = Join-Path $env:LOCALAPPDATA 'Programs\opaws' }
    if (-not [IO.Path]::IsPathRooted($folder)) {
        throw "opaws: cannot install into ${folder}: OPAWS_INSTALL_DIR is not an absolute path"
    }
    $program = Join-Path $folder 'opaws.exe'

    if ($Uninstall) {
        if (Test-Path -LiteralPath $program) { Remove-Item -LiteralPath $program -Force }
        "opaws is no longer in $folder. Your vaults and settings stay."
        return
    }

    $Version = $Version -replace '^v', ''
    if ($Version -and $Version -notmatch '^[0-9][0-9A-Za-z.+-]*$') {
        throw "opaws: cannot install version ${Version}: that is not a version"
    }
    if (-not [Environment]::Is64BitOperatingSystem) {
        throw 'opaws: cannot install: there is no opaws for this machine'
    }
    $base = $env:OPAWS_BASE_URL
    if (-not $base) { $base = "$repository/releases" }
    $base = $base.TrimEnd('/')
    $address = [Uri] $base
    if ($address.Scheme -ne 'https' -and -not ($address.Scheme -eq 'http' -and $address.IsLoopback)) {
        throw "opaws: cannot install from ${base}: it is not https"
    }
    if ([Net.ServicePointManager]::SecurityProtocol -ne 0) {
        [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
    }

    # Follows redirects itself: Windows PowerShell would follow one from https to http.
    function Save-File([string] $from, [string] $to) {
        $at = [Uri] $from
        foreach ($hop in 1..6) {
            if ($at.Scheme -ne 'https' -and -not ($address.Scheme -eq 'http' -and $at.Scheme -eq 'http' -and $at.IsLoopback)) {
                throw "opaws: cannot download ${from}: it leads to $at, which is not https"
            }
            $request = [Net.WebRequest]::Create($at)
            $request.AllowAutoRedirect = $false
            $request.UserAgent = 'opaws-install'
            $response = $request.GetResponse()
            try {
                $next = $response.Headers['Location']
                if ($next) {
                    $at = New-Object Uri $at, $next
                    continue
                }
                $file = [IO.File]::Create($to)
                try { $response.GetResponseStream().CopyTo($file) } finally { $file.Dispose() }
                return
            } finally {
                $response.Close()
            }
        }
        throw "opaws: cannot download ${from}: too many redirects"
    }

    # Returns the program called $name, which PowerShell does not search in the working directory; nothing if there is none.
    function Find-Program([string] $name) {
        Get-Command -Name $name -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    }

    # Verifies with gh or cosign that the workflow of the release built $archive. Returns whether one of them verified it.
    function Test-Attestation {
        # What the programs print on standard error must not end this script. Their status decides.
        $ErrorActionPreference = 'Continue'
        $workflow = "^$repository/\.github/workflows/release\.yml@refs/tags/v"
        $file = Join-Path $work $archive
        $bundle = Join-Path $work 'opaws.sigstore.json'
        $report = Join-Path $work 'report'
        $refused = 'does not accept its attestation, nothing was changed'
        $gh = Find-Program 'gh.exe'
        if ($gh) {
            & $gh.Source attestation verify --help *> $report
            if ($LASTEXITCODE -eq 0) {
                Save-File "$from/opaws.sigstore.json" $bundle
                & $gh.Source attestation verify $file --bundle $bundle `
                    --repo ($repository -replace '^https://github.com/', '') --cert-identity-regex $workflow *> $report
                if ($LASTEXITCODE -eq 0) { return $true }
                # 4: gh wants a login first.
                if ($LASTEXITCODE -ne 4) {
                    Get-Content -LiteralPath $report | ForEach-Object { [Console]::Error.WriteLine($_) }
                    throw "opaws: cannot install ${archive}: gh $refused"
                }
            }
        }
        $cosign = Find-Program 'cosign.exe'
        if (-not $cosign) { return $false }
        & $cosign.Source verify-blob-attestation --help *> $report
        # Before version 2.4 it cannot read the bundle.
        if (-not (Select-String -LiteralPath $report -SimpleMatch '--new-bundle-format' -Quiet)) { return $false }
        Save-File "$from/opaws.sigstore.json" $bundle
        & $cosign.Source verify-blob-attestation --bundle $bundle --new-bundle-format --type slsaprovenance1 `
            --certificate-oidc-issuer https://token.actions.githubusercontent.com `
            --certificate-identity-regexp $workflow $file *> $report
        if ($LASTEXITCODE -eq 0) { return $true }
        Get-Content -LiteralPath $report | ForEach-Object { [Console]::Error.WriteLine($_) }
        throw "opaws: cannot install ${archive}: cosign $refused"
    }

    $archive = 'opaws-x86_64-pc-windows-msvc.zip'
    $from = if ($Version) { "$base/download/v$Version" } else { "$base/latest/download" }
    $null = New-Item -ItemType Directory -Force -Path $folder
    # In the same folder, so that the last step is a rename.
    $work = Join-Path $folder (".opaws-install-" + [Guid]::NewGuid().ToString('N'))
    $null = New-Item -ItemType Directory -Path $work
    try {
        Save-File "$from/SHA256SUMS" (Join-Path $work 'SHA256SUMS')
        Save-File "$from/$archive" (Join-Path $work $archive)
        $wanted = Get-Content -LiteralPath (Join-Path $work 'SHA256SUMS') |
            ForEach-Object { , ($_ -split '\s+\*?', 2) } |
            Where-Object { $_[1] -eq $archive } |
            ForEach-Object { $_[0] } |
            Select-Object -First 1
        if (-not $wanted) {
            throw "opaws: cannot install ${archive}: the checksum list of the release does not name it"
        }
        $found = (Get-FileHash -Algorithm SHA256 -LiteralPath (Join-Path $work $archive)).Hash
        if ($found -ne $wanted) {
            throw "opaws: cannot install ${archive}: its checksum differs from the release's, nothing was changed"
        }
        $isAttested = Test-Attestation
        Expand-Archive -LiteralPath (Join-Path $work $archive) -DestinationPath (Join-Path $work 'out')
        $new = Join-Path $work 'out\opaws.exe'
        $reported = & $new --version
        if ($LASTEXITCODE -ne 0) {
            throw "opaws: cannot run opaws on this machine: it ended with status $LASTEXITCODE, nothing was changed"
        }
        if ($Version -and "$reported".Trim() -ne $Version) {
            throw "opaws: cannot install version ${Version}: the release contains version $reported, nothing was changed"
        }
        # Windows can't overwrite a running program, but it can move it away.
        if (Test-Path -LiteralPath $program) {
            Move-Item -LiteralPath $program -Destination (Join-Path $work 'before.exe') -Force
        }
        Move-Item -LiteralPath $new -Destination $program
        "opaws $reported is in $folder"
        if ($isAttested) {
            'Its checksum and its attestation were verified.'
        } else {
            'Its checksum was verified. Its attestation was not: that needs gh with a login, or cosign 2.4.'
        }
    } finally {
        Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
    }

    if (($env:PATH -split ';') -contains $folder) {
        'Start with: opaws init'
    } else {
        'That folder is not on your PATH. Add it, then: opaws init'
    }
} $Version $Uninstall.IsPresent
