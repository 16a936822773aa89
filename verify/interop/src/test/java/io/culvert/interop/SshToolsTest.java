package io.culvert.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.culvert.interop.Tool.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// OpenSSH, Netmiko, TextFSM and Ansible log in to a router as they would to IOS, without a change.
class SshToolsTest {
    private static final String CONFIGURATION =
            """
            hostname R1
            service password-encryption
            enable secret up
            username admin privilege 15 secret s3cret
            username guest secret guest
            interface Ethernet0/0
             ip address 192.0.2.1 255.255.255.0
             no shutdown
            banner motd ^C
            Welcome to $(hostname)
            ^C
            line vty 0 4
             exec-timeout 5 0
             login local
             transport input ssh
            """;

    @TempDir private static Path folder = Path.of("");
    private static LabProcess lab;

    @BeforeAll
    static void up() throws IOException {
        Tool.required("ssh-keygen", "openssh-client");
        Tool.run(
                        Map.of(),
                        "",
                        List.of(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                "ed25519",
                                "-N",
                                "",
                                "-f",
                                folder.resolve("key").toString()))
                .good();
        String key = Files.readString(folder.resolve("key.pub")).strip();
        lab =
                LabProcess.start(
                        folder,
                        CONFIGURATION
                                + "ip ssh pubkey-chain\n username admin\n  key-string "
                                + key
                                + "\n");
    }

    @AfterAll
    static void down() {
        if (lab != null) {
            lab.close();
        }
    }

    private static List<String> ssh(String... more) {
        var command =
                new ArrayList<>(
                        List.of(
                                "ssh",
                                "-F",
                                "none",
                                "-p",
                                lab.port(),
                                "-o",
                                "StrictHostKeyChecking=accept-new",
                                "-o",
                                "UserKnownHostsFile=" + folder.resolve("known_hosts"),
                                "-o",
                                "IdentityAgent=none"));
        command.addAll(List.of(more));
        return command;
    }

    private static Ran byKey(String input, String... command) {
        var all =
                ssh(
                        "-i",
                        folder.resolve("key").toString(),
                        "-o",
                        "BatchMode=yes",
                        "-T",
                        "admin@" + LabProcess.HOST);
        all.addAll(List.of(command));
        return Tool.run(Map.of(), input, all);
    }

    private static String python(String script) throws IOException {
        Tool.pythonModule("netmiko", "python3-netmiko");
        Path file = Files.createTempFile(folder, "script", ".py");
        Files.writeString(file, script);
        return Tool.run(
                        Map.of("HOME", folder.toString()),
                        "",
                        List.of(Tool.PYTHON, file.toString(), lab.port()))
                .good();
    }

    @Test
    void openSshRunsACommandAndReadsItsExitStatus() {
        assertThat(byKey("", "show", "version").good()).contains("Culvert Software", "R1 uptime");
        assertThat(byKey("", "show nonsense").status()).isEqualTo(1);
        assertThat(byKey("", "ping 192.0.2.1").good()).contains("Success rate is 100 percent");
    }

    @Test
    void openSshWithoutATerminalRunsAScript() {
        assertThat(byKey("show privilege\nconfigure terminal\nhostname R1\nend\nexit\n").good())
                .contains(
                        "Welcome to R1",
                        "R1#show privilege",
                        "level is 15",
                        "R1(config)#hostname R1");
    }

    @Test
    void openSshWithATerminalIsPagedAndEdits() {
        var command =
                ssh(
                        "-i",
                        folder.resolve("key").toString(),
                        "-o",
                        "BatchMode=yes",
                        "-tt",
                        "admin@" + LabProcess.HOST);
        String keys = "terminal length 10\rshow running-config\rqshow privilegX\177e\rexit\r";
        assertThat(Tool.run(Map.of("TERM", "vt100"), keys, command).good())
                .contains(" --More-- ", "show privilegX\b \be\r\n", "level is 15");
    }

    @Test
    void nothingIsForwarded() {
        var command =
                ssh(
                        "-i",
                        folder.resolve("key").toString(),
                        "-o",
                        "BatchMode=yes",
                        "-W",
                        "127.0.0.1:22",
                        "admin@" + LabProcess.HOST);
        assertThat(Tool.run(Map.of(), "", command).status()).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ciphers=aes128-cbc",
                "MACs=hmac-sha1",
                "KexAlgorithms=diffie-hellman-group14-sha1",
                "HostKeyAlgorithms=ssh-rsa"
            })
    void weakAlgorithmsAreNotOffered(String option) {
        var command =
                ssh(
                        "-o",
                        option,
                        "-o",
                        "Ciphers=" + (option.startsWith("C") ? "aes128-cbc" : "aes128-ctr"),
                        "-o",
                        "BatchMode=yes",
                        "admin@" + LabProcess.HOST,
                        "show version");
        assertThat(Tool.run(Map.of(), "", command).output()).contains("no matching");
    }

    @Test
    void aWrongPasswordIsRefusedAndLogged() {
        Tool.required("sshpass", "sshpass");
        var command = new ArrayList<>(List.of("sshpass", "-p", "mistaken"));
        command.addAll(
                ssh("-o", "PubkeyAuthentication=no", "admin@" + LabProcess.HOST, "show version"));
        Ran ran = Tool.run(Map.of(), "", command);
        assertThat(ran.status()).isNotZero();
        assertThat(ran.output()).doesNotContain("Culvert Software");
        assertThat(byKey("", "show logging").good())
                .contains("%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin]")
                .doesNotContain("mistaken");
    }

    @Test
    void netmikoLogsInConfiguresAndSaves() throws IOException {
        String output =
                python(
                        """
                        import sys
                        from netmiko import ConnectHandler
                        c = ConnectHandler(device_type='cisco_ios', host='127.0.0.1', port=int(sys.argv[1]),
                                           username='admin', password='s3cret')
                        print('PROMPT', c.find_prompt())
                        print(c.send_config_set(['interface Loopback77', 'description by netmiko',
                                                 'ip address 10.77.0.1 255.255.255.255']))
                        print('MODE', c.check_config_mode())
                        print(c.save_config())
                        long = c.send_command('show running-config')
                        print('PAGED', '--More--' in long, 'by netmiko' in long)
                        print('SAVED', 'by netmiko' in c.send_command('show startup-config'))
                        c.disconnect()
                        """);
        assertThat(output)
                .contains(
                        "PROMPT R1#",
                        "R1(config-if)#ip address 10.77.0.1 255.255.255.255",
                        "MODE False",
                        "[OK]",
                        "PAGED False True",
                        "SAVED True");
    }

    @Test
    void aUserOfLevelOneSeesNoSecretsUntilEnabled() throws IOException {
        String output =
                python(
                        """
                        import sys
                        from netmiko import ConnectHandler
                        def guest(secret):
                            return ConnectHandler(device_type='cisco_ios', host='127.0.0.1', port=int(sys.argv[1]),
                                                  username='guest', password='guest', secret=secret)
                        c = guest('up')
                        print('PROMPT', c.find_prompt())
                        print('SEES', 'secret' in c.send_command('show running-config'))
                        print('REFUSED', 'Invalid' in c.send_command('configure terminal'))
                        c.enable()
                        print('PROMPT', c.find_prompt())
                        text = c.send_command('show running-config')
                        print('CLEAR', 's3cret' in text)
                        print('HASHED', 'username admin privilege 15 secret 9' in text)
                        c.disconnect()
                        c = guest('mistaken')
                        try:
                            c.enable()
                            print('ENABLED')
                        except ValueError:
                            print('NOT ENABLED')
                        """);
        assertThat(output)
                .contains(
                        "PROMPT R1>",
                        "SEES False",
                        "REFUSED True",
                        "PROMPT R1#",
                        "CLEAR False",
                        "HASHED True",
                        "NOT ENABLED");
    }

    @Test
    void textFsmReadsShowVersion() throws IOException {
        Tool.pythonModule("textfsm", "python3-textfsm");
        Files.writeString(
                folder.resolve("version.textfsm"),
                """
                Value VERSION (.+?)
                Value HOSTNAME (\\S+)
                Value UPTIME (.+)
                Value REGISTER (\\S+)

                Start
                  ^.*Software\\s+\\(\\S+\\),\\sVersion\\s${VERSION},
                  ^\\s*${HOSTNAME}\\s+uptime\\s+is\\s+${UPTIME}
                  ^[Cc]onfiguration\\s+register\\s+is\\s+${REGISTER}
                """);
        String output =
                python(
                        """
                        import os, sys, textfsm
                        from netmiko import ConnectHandler
                        c = ConnectHandler(device_type='cisco_ios', host='127.0.0.1', port=int(sys.argv[1]),
                                           username='admin', password='s3cret')
                        with open(os.environ['HOME'] + '/version.textfsm') as template:
                            print(textfsm.TextFSM(template).ParseText(c.send_command('show version')))
                        """);
        assertThat(output).contains("'0.1.0', 'R1', '", "'0x2102'");
    }

    @Test
    void ansibleGathersFactsAndConfiguresOnce() throws IOException {
        Tool.required("ansible-playbook", "ansible");
        Path inventory = folder.resolve("inventory.ini");
        Files.writeString(
                inventory,
                """
                [all]
                r1 ansible_host=127.0.0.1 ansible_port=%s ansible_user=admin ansible_password=s3cret
                [all:vars]
                ansible_connection=ansible.netcommon.network_cli
                ansible_network_os=cisco.ios.ios
                ansible_network_cli_ssh_type=paramiko
                ansible_python_interpreter=/usr/bin/python3
                """
                        .formatted(lab.port()));
        Path book = folder.resolve("play.yml");
        Files.writeString(
                book,
                """
                - hosts: all
                  gather_facts: no
                  tasks:
                  - cisco.ios.ios_facts: {gather_subset: [min, interfaces]}
                  - debug: {msg: "FACTS {{ ansible_net_hostname }} {{ ansible_net_version }}"}
                  - cisco.ios.ios_config: &change
                      parents: interface Loopback78
                      lines: [description by ansible, ip address 10.78.0.1 255.255.255.255]
                    register: one
                  - cisco.ios.ios_config: *change
                    register: two
                  - debug: {msg: "CHANGED {{ one.changed }} {{ two.changed }}"}
                """);
        String output =
                Tool.run(
                                Map.of(
                                        "ANSIBLE_HOST_KEY_CHECKING",
                                        "False",
                                        "HOME",
                                        folder.toString(),
                                        "ANSIBLE_NOCOLOR",
                                        "1"),
                                "",
                                List.of(
                                        "ansible-playbook",
                                        "-i",
                                        inventory.toString(),
                                        book.toString()))
                        .good();
        assertThat(output).contains("FACTS R1 0.1.0", "CHANGED True False");
    }
}
